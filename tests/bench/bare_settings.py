"""Django with nothing around one view: the yardstick for pages of the same bytes."""

from newsroom.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.bare_urls"
MIDDLEWARE = []

"""Static files under hashed names, and a site that stands without them.

Until ``collectstatic`` has been run there is no list of hashed names. A template that asks for one
would fail then, and every page with it; so files keep their plain names and are served from where
they lie (WHITENOISE_USE_FINDERS), and whoever runs the site is told.
"""

import logging

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.checks import Warning, register
from whitenoise.storage import CompressedManifestStaticFilesStorage

NOT_GATHERED = (
    "Static files have not been gathered, so browsers cannot keep them: run "
    "“manage.py collectstatic --noinput” and start again."
)


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """A file that the list does not name, such as one of a newer release, has its plain name."""

    def stored_name(self, name: str) -> str:
        try:
            return super().stored_name(name)
        except ValueError:
            return name


def are_gathered() -> bool:
    """Whether hashed names are known, or are not used at all."""
    uses_list = isinstance(staticfiles_storage, ManifestFilesMixin) and not settings.DEBUG
    return not uses_list or bool(staticfiles_storage.hashed_files)


def tell_if_not_gathered() -> None:
    """A line in the log, when a server starts."""
    if not are_gathered():
        logging.getLogger("newsroom").warning(NOT_GATHERED)


@register("newsroom")
def check_static_files(app_configs, **kwargs) -> list[Warning]:
    return [] if are_gathered() else [Warning(NOT_GATHERED, id="newsroom.W001")]

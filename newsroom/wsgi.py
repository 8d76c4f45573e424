"""The WSGI entry point that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from newsroom.call_stack import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = with_room(get_wsgi_application())

# Only once Django is set up.
from newsroom.static_files import tell_if_not_gathered  # noqa: E402

tell_if_not_gathered()

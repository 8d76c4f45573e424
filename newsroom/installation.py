"""What this installation runs on, in a few words and without a secret."""

import platform
import shutil
import tomllib

import django
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _


def facts() -> list[tuple[str, str]]:
    """Names and values, for a page of the desk."""
    return [
        ("Newsroom", _version()),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        (_("Database"), _database()),
        (_("Files"), _files()),
        (_("System"), f"{platform.system()} {platform.machine()}"),
    ]


def _version() -> str:
    try:
        project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
        return project["project"]["version"]
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return "—"


def _database() -> str:
    version = ".".join(map(str, connection.get_database_version()))
    size = filesizeformat(_database_size())
    return f"{connection.display_name} {version}, {size}"


def _database_size() -> int:
    asked = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        "postgresql": "SELECT pg_database_size(current_database())",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return cursor.fetchone()[0]


def _files() -> str:
    # A lazy object says what it stands for.
    if not issubclass(default_storage.__class__, FileSystemStorage):
        return _("Object storage")
    try:
        free = filesizeformat(shutil.disk_usage(default_storage.location).free)
    except OSError:
        return _("A folder of this machine")
    return _("A folder of this machine, %s free") % free

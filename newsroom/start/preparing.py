"""What has to be done between installing and serving: database, static files, demo, old pages.

Run by newsroom.start.run in the environment it made. What the reader of the terminal should be
told at the end goes, as JSON, to the file descriptor named in the first argument.
"""

import hashlib
import io
import json
import os
import sys
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured

from newsroom.start.progress import Refusal, Step


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        told = prepare()
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    with os.fdopen(int(sys.argv[1]), "w") as report:
        json.dump(told, report)
    return 0


def prepare() -> dict:
    try:
        django.setup()
        _connect()
        _migrate()
        _collect_static()
        _load_demo()
        _tidy_up()
    except ImproperlyConfigured as error:
        raise Refusal(str(error)) from None
    from django.conf import settings

    hosts = [host for host in settings.ALLOWED_HOSTS if not host.startswith(("*", "."))]
    return {
        "host_header": hosts[0] if hosts else "localhost",
        "https": settings.HTTPS,
        "sign_ins": _sign_ins(),
    }


def _connect() -> None:
    from django.db import DatabaseError, connection

    try:
        connection.ensure_connection()
    except DatabaseError as error:
        reason = (str(error).strip().splitlines() or ["no reason given"])[0].rstrip(".")
        raise Refusal(f"The database cannot be opened: {reason}.") from None


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        try:
            with Step("Preparing the database"):
                call_command("migrate", verbosity=0, interactive=False)
        except DatabaseError as error:
            raise Refusal(f"The database could not be brought up to date: {error}") from error


def _collect_static() -> None:
    """Gather static files anew only when one of them, or what gathers them, has changed."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = settings.VAR_DIR / "static.sha256"
    found = _static_fingerprint()
    names = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if stamp.exists() and stamp.read_text() == found and names.exists():
        return
    with Step("Gathering static files"):
        call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(found)


def _static_fingerprint() -> str:
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _load_demo() -> None:
    """Load the demo newsroom into an empty database, or go on where a first start was stopped."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command, get_commands

    from newsroom.env import read_bool

    wanted = read_bool("DEMO", True) and "demo" in get_commands()
    begun = settings.VAR_DIR / "demo-begun"
    if not wanted or (get_user_model().objects.exists() and not begun.exists()):
        return
    begun.touch()
    with Step("Loading the demo newsroom") as step:
        call_command("demo", stdout=_Detail(step))
    begun.unlink()


class _Detail(io.TextIOBase):
    """A command's output, its newest line shown beside the step that runs it."""

    def __init__(self, step: Step):
        self._step = step

    def write(self, text: str) -> int:
        self._step.detail = text.strip(" …\n") or self._step.detail
        return len(text)


def _tidy_up() -> None:
    """Hand the worker what an earlier version left undone, and forget what it did long ago."""
    from django.core.management import call_command, get_commands

    call_command("prune_db_task_results", queue_name="*", min_age_days=30, verbosity=0)
    for command in (
        *("refresh_pages", "make_renditions", "narrate", "prove_record", "rebuild_search"),
    ):
        if command in get_commands():
            call_command(command, stdout=io.StringIO())


def _sign_ins() -> str:
    from django.core.management import call_command, get_commands

    out = io.StringIO()
    if "demo" in get_commands():
        call_command("demo", sign_ins=True, stdout=out)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())

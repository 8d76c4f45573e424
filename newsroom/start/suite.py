"""bin/test: the tests, on SQLite, on PostgreSQL or in Chromium."""

import os
import subprocess
import sys
from typing import NoReturn

from newsroom.start import checks
from newsroom.start.environment import PYTHON, ROOT, make_environment
from newsroom.start.progress import Refusal

HELP = """Usage: bin/test [--postgres] [--browser] [label …] [option …]

  bin/test                     every test but those in a browser, on SQLite, in parallel
  bin/test --postgres          the same on PostgreSQL: at DATABASE_URL, or at 127.0.0.1
  bin/test --browser           the tests in Chromium, in parallel (CHROMIUM names one off the PATH)
  bin/test tests.articles -k preview --failfast
                               labels and options go to manage.py test"""

# Prints the URL of the first user of the local server that may make databases.
FIND_POSTGRES = """
import os, sys, psycopg
host, port = os.environ.get("PGHOST", "127.0.0.1"), os.environ.get("PGPORT", "5432")
for user in dict.fromkeys(filter(None, (os.environ.get("PGUSER"), os.environ.get("USER"),
                                        "root", "postgres"))):
    try:
        server = psycopg.connect(host=host, port=port, user=user, dbname="postgres",
                                 connect_timeout=5)
    except psycopg.OperationalError as error:
        print(f"{user}: {str(error).strip().splitlines()[0]}", file=sys.stderr)
        continue
    allowed = server.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles "
                             "WHERE rolname = current_user").fetchone()[0]
    if allowed:
        sys.exit(print(f"postgres://{user}@{host}:{port}/postgres"))
    print(f"{user}: may not make databases", file=sys.stderr)
sys.exit(1)
"""


def main(arguments: list[str]) -> int:
    if "-h" in arguments or "--help" in arguments:
        print(HELP)
        return 0
    on_postgres, in_browser = "--postgres" in arguments, "--browser" in arguments
    passed_on = [word for word in arguments if word not in {"--postgres", "--browser"}]
    try:
        checks.check_folders()
        make_environment("requirements-dev.txt")
        if passed_on == ["--find-postgres"]:
            print(find_postgres())
            return 0
        environment = _environment(on_postgres=on_postgres)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    command = [str(PYTHON), "manage.py", "test", "--noinput", *_selection(in_browser, passed_on)]
    return _become(command, environment)


def _become(command: list[str], environment: dict[str, str]) -> NoReturn:
    """Let the runner take this process's place: a Ctrl-C reaches it, its exit code is ours."""
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execve(command[0], command, environment)


def _selection(in_browser: bool, passed_on: list[str]) -> list[str]:
    own = ["--tag", "browser"] if in_browser else ["--exclude-tag", "browser"]
    if not any(word.startswith("--parallel") for word in passed_on):
        own += ["--parallel"]
    has_label = any(word.startswith("tests") for word in passed_on)
    # An option last, so that --parallel never takes a label for its number.
    return [*(passed_on if has_label else ["tests", *passed_on]), *own]


def _environment(*, on_postgres: bool) -> dict[str, str]:
    """The settings of the tests: what the shell says of a newsroom in use does not count."""
    ours = (
        "ALLOWED_HOSTS",
        "CACHE_URL",
        "CARD_CREDITS",
        "DATABASE_URL",
        "DEBUG",
        "HTTPS",
        "LANGUAGE_CODE",
    )
    ours += ("CORRECTIONS_PLACE", "MEDIA_STORAGE", "MEDIA_URL", "PUBLIC_HISTORY", "SEARCH_URL")
    ours += ("FEED_TEXT", "ROBOTS_AI")
    ours += ("NARRATION", "NARRATION_PULL_QUOTES", "NARRATION_SPEED", "NARRATION_VOICES")
    ours += ("NARRATION_CAPTIONS", "NARRATION_MAX_MB", "NARRATION_WHILE_MADE")
    ours += ("SITE_FILES", "SITE_NAME", "SITE_TAGLINE", "SITE_URL", "TIME_ZONE")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    environment["SECRET_KEY"] = "only-for-tests"
    if on_postgres:
        # A test database need not survive a power cut; waiting for the disk is half the run.
        environment.setdefault("PGOPTIONS", "-c synchronous_commit=off")
        environment["DATABASE_URL"] = os.environ.get("DATABASE_URL", "") or find_postgres()
        checks.check_services()
    return environment


def find_postgres() -> str:
    """The URL of a local server to test on. Raises Refusal."""
    search = subprocess.run(
        [str(PYTHON), "-c", FIND_POSTGRES], capture_output=True, text=True, timeout=60
    )
    if search.returncode:
        tried = "; ".join(search.stderr.strip().splitlines()[-4:])
        raise Refusal(
            "No PostgreSQL to test on: start one at 127.0.0.1 or name one in DATABASE_URL "
            f"(postgres://user@host/name). Tried {tried}."
        )
    return search.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

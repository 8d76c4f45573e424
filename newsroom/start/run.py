"""bin/run: from an empty folder to a working newsroom, and down again without a trace."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time

from newsroom.start import checks, processes
from newsroom.start.environment import PYTHON, ROOT, make_environment
from newsroom.start.progress import Refusal, Step

HELP = """Usage: bin/run

Makes what is missing (.venv, the database, static files; at the first start the demo newsroom),
starts the site and its task worker, and stops both on Ctrl-C. Data lies in var/.

  PORT=8001 bin/run        another port than 8000
  HOST=0.0.0.0 ALLOWED_HOSTS=news.example.org bin/run
                           reachable from other machines, by the names given
  DEMO=0 bin/run           an empty newsroom instead of the demo

docs/operations.md lists every variable."""
READY_SECONDS = 60


def main(arguments: list[str]) -> int:
    if arguments:
        if arguments in (["-h"], ["--help"]):
            print(HELP)
            return 0
        print("bin/run takes no arguments; see bin/run --help.", file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        # What nohup told it to ignore, it ignores.
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _interrupt)
    try:
        return _start()
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", flush=True)
        return 130


def _interrupt(number, frame):
    raise KeyboardInterrupt


def _start() -> int:
    began = time.monotonic()
    host, port = checks.read_address()
    checks.check_folders()
    checks.check_services()
    print("Starting Newsroom", flush=True)
    make_environment(checks.requirements_file())
    told = _prepare()
    children = []
    try:
        with Step("Starting the site"):
            children.append(
                processes.Child("site", "The site", processes.site_command(PYTHON, host, port))
            )
            ended = processes.watch(children, _until_ready(host, port, told))
        if ended is None:
            # Only now: the site comes up sooner with both cores to itself.
            children.append(
                processes.Child("worker", "The worker", processes.worker_command(PYTHON))
            )
            _say_ready(host, port, told, seconds=time.monotonic() - began)
            ended = processes.watch(children)
        _say_ended(ended)
        return 1
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
        return 0
    finally:
        _stop_undisturbed(children)


def _prepare() -> dict:
    """Run preparing.py in the environment; its steps are printed as they happen."""
    receiving, sending = os.pipe()
    with os.fdopen(receiving) as report:
        try:
            process = subprocess.Popen(
                [str(PYTHON), "-m", "newsroom.start.preparing", str(sending)],
                cwd=ROOT,
                pass_fds=[sending],
            )
        finally:
            os.close(sending)
        try:
            code = process.wait()
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            raise
        if code == 130:
            raise KeyboardInterrupt
        if code:
            raise SystemExit(1)
        return json.load(report)


def _until_ready(host: str, port: int, told: dict):
    """A question that is answered yes once the front page is."""
    deadline = time.monotonic() + READY_SECONDS

    def is_ready() -> bool:
        status = _front_page_status(host, port, told)
        if status == 200:
            return True
        if time.monotonic() > deadline:
            said = f"answers {status}" if status else "does not answer"
            raise Refusal(f"The site {said}; var/log/site.log says why.")
        return False

    return is_ready


def _front_page_status(host: str, port: int, told: dict) -> int | None:
    address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    connection = http.client.HTTPConnection(address, port, timeout=10)
    headers = {"Host": told["host_header"]}
    if told["https"]:
        headers["X-Forwarded-Proto"] = "https"
    try:
        connection.request("GET", "/", headers=headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _say_ready(host: str, port: int, told: dict, *, seconds: float) -> None:
    name = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, host)
    address = f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
    print(f"\nReady after {seconds:.1f} s.\n\n  The site   {address}/")
    print(f"  The desk   {address}/admin/\n")
    if told["sign_ins"]:
        print(told["sign_ins"])
        if not checks.is_loopback(host):
            print("These demo sign-ins work for everybody who can reach this address.\n")
    else:
        print("  No sign-in yet? .venv/bin/python manage.py createsuperuser\n")
    print("Ctrl-C stops everything.", flush=True)


def _say_ended(child: processes.Child) -> None:
    print(
        f"{child.title} {child.how_it_ended()}, so everything is stopped. "
        f"The end of {checks.shown_path(child.log)}:\n{child.last_words()}",
        file=sys.stderr,
        flush=True,
    )


def _stop_undisturbed(children: list[processes.Child]) -> None:
    # An impatient second Ctrl-C must not leave a process behind.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    processes.stop(children)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The virtual environment in .venv: made once, brought up to date when requirements change."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsroom.start.progress import Refusal, Step

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# While this file lies in .venv, it is half made; the stamp says what was installed whole.
UNFINISHED = VENV / "newsroom-unfinished"
STAMP = VENV / "newsroom-installed.json"


def log_folder() -> Path:
    return Path(os.environ.get("NEWSROOM_VAR") or ROOT / "var").resolve() / "log"


def make_environment(requirements: str) -> None:
    """See that .venv has all of a requirements file. Raises Refusal with a sentence."""
    with _one_at_a_time():
        if not _usable():
            with Step("Making the Python environment"):
                _make()
        wanted = hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()
        if _stamp().get(requirements) != wanted:
            with Step("Installing packages") as step:
                _install(requirements, step)
            STAMP.write_text(json.dumps(_stamp() | {requirements: wanted, "python": _version()}))
            UNFINISHED.unlink(missing_ok=True)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two commands at once do not make the same environment; the second waits."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
    except OSError:
        # Some network file systems know no locks; a lone start needs none.
        pass
    try:
        yield
    finally:
        os.close(folder)


def _version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _stamp() -> dict:
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def _usable() -> bool:
    """Whether .venv is there, whole, and its Python still runs."""
    if UNFINISHED.exists() or not PYTHON.exists():
        return False
    if _stamp():
        return (VENV / "lib" / f"python{_stamp().get('python')}").is_dir()
    # Made by hand: what is missing from it is installed into it.
    check = [PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    return subprocess.run(check, capture_output=True).returncode == 0


def _make() -> None:
    try:
        if VENV.is_symlink() or VENV.is_file():
            VENV.unlink()
        elif VENV.exists():
            shutil.rmtree(VENV)
        VENV.mkdir()
        UNFINISHED.touch()
    except OSError as error:
        raise Refusal(f"Cannot write {VENV}: {error.strerror}.") from None
    # An environment made from inside another one would lean on it.
    python = getattr(sys, "_base_executable", sys.executable) or sys.executable
    code, output = _run([python, "-m", "venv", str(VENV)], "venv.log")
    if code:
        raise Refusal(
            f"Python could not make an environment in {VENV}: {_last(output)} "
            "On Debian and Ubuntu, install python3-venv."
        )


def _install(requirements: str, step: Step) -> None:
    total = (ROOT / requirements).read_text().count("==")
    found = 0

    def follow(line: str) -> None:
        nonlocal found
        found += line.startswith(("Collecting ", "Processing ", "Requirement already "))
        step.detail = f"{min(found, total)} of {total}"

    command = [
        *(str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-input"),
        *("--disable-pip-version-check", "--progress-bar", "off", "-r", requirements),
    ]
    code, output = _run(command, "pip.log", follow)
    if code:
        raise Refusal(
            f"Could not install the packages: {_last(output)} The connection may be down; "
            f"start again to go on. All that pip said is in {log_folder() / 'pip.log'}."
        )


def _run(command: list, log_name: str, follow=lambda line: None) -> tuple[int, list[str]]:
    """Run a program; its output goes to a log and to ``follow``, line by line."""
    environment = os.environ | {"PIP_USER": "0", "PYTHONUNBUFFERED": "1"}
    environment.pop("PYTHONHOME", None)
    lines = []
    with (log_folder() / log_name).open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        try:
            for line in process.stdout:
                log.write(line)
                lines.append(line.strip())
                follow(line)
        except BaseException:
            process.kill()
            raise
        finally:
            process.wait()
    return process.returncode, lines


def main(requirements: str) -> int:
    """For scripts that need the environment and nothing more."""
    log_folder().mkdir(parents=True, exist_ok=True)
    try:
        make_environment(requirements)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def _last(output: list[str]) -> str:
    """The line that says best what went wrong, as a sentence."""
    errors = [line for line in output if line.startswith("ERROR:")]
    line = (errors or [line for line in output if line] or ["it said nothing"])[0]
    return line.removeprefix("ERROR:").strip().rstrip(".")[:300] + "."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

"""What can be known to be wrong before any long work begins."""

import errno
import os
import socket
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from newsroom.start.environment import ROOT, log_folder
from newsroom.start.progress import Refusal

LOOPBACK = {"localhost", "::1"}


def read_address() -> tuple[str, int]:
    """HOST and PORT. Raises Refusal where they are no address this machine can listen at."""
    host = os.environ.get("HOST", "").strip().strip("[]") or "127.0.0.1"
    word = os.environ.get("PORT", "").strip() or "8000"
    if not (word.isascii() and word.isdigit() and 1 <= int(word) <= 65535):
        raise Refusal(f"PORT is {word!r}; use a number from 1 to 65535.")
    if not is_loopback(host) and not os.environ.get("ALLOWED_HOSTS", "").strip():
        raise Refusal(
            f"HOST is {host}, so other machines can reach the site: say in ALLOWED_HOSTS by which "
            "names, such as ALLOWED_HOSTS=news.example.org,192.168.1.20."
        )
    _try_address(host, int(word))
    return host, int(word)


def is_loopback(host: str) -> bool:
    return host in LOOPBACK or host.startswith("127.")


def _try_address(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as listener:
            # As the server does: an address only just left counts as free.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(1)
    except socket.gaierror:
        raise Refusal(f"HOST is {host!r}, which is no address of this machine.") from None
    except OSError as error:
        raise Refusal(_refused_address(host, port, error)) from None


def _refused_address(host: str, port: int, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            other = port + 1 if port < 65535 else port - 1
            return (
                f"Port {port} of {host} is taken by another program. Stop that one, or choose "
                f"another port: PORT={other} bin/run."
            )
        case errno.EACCES:
            return f"This user may not open port {port}. Choose one above 1023: PORT=8000 bin/run."
        case errno.EADDRNOTAVAIL:
            return f"HOST is {host}, which is no address of this machine."
    return f"Cannot listen at {host}, port {port}: {error.strerror}."


def check_folders() -> None:
    """Raises Refusal where this user cannot write what has to be written."""
    for folder in (log_folder(), ROOT if not (ROOT / ".venv").exists() else ROOT / ".venv"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            advice = (
                "Give it to this user, or name another folder in NEWSROOM_VAR."
                if folder == log_folder()
                else "Give it to this user."
            )
            raise Refusal(f"Cannot write in {folder}: {error.strerror}. {advice}") from None


def check_services() -> None:
    """Raises Refusal where a service named in the environment does not answer."""
    for name, port in (("DATABASE_URL", 5432), ("CACHE_URL", 6379)):
        if value := os.environ.get(name, "").strip():
            _try_service(name, value, port)


def _try_service(name: str, value: str, default_port: int) -> None:
    try:
        url = urlsplit(value)
        host, port = url.hostname, url.port or default_port
    except ValueError:
        raise Refusal(f"{name} is not a URL that can be read; see docs/operations.md.") from None
    if not host or host.startswith("/"):
        # A local socket; connecting tells later.
        return
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError as error:
        reason = error.strerror or str(error)
        raise Refusal(f"{name}: nothing answers at {host}, port {port} ({reason}).") from None


def requirements_file() -> str:
    """Redis and S3 need packages that one machine alone does not."""
    needing = ("CACHE_URL", "MEDIA_STORAGE", "SEARCH_URL")
    production = any(os.environ.get(name, "").strip() for name in needing)
    return "requirements-production.txt" if production else "requirements.txt"


def shown_path(path: Path) -> str:
    """A path as somebody in the project's folder would type it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)

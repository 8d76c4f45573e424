"""Asking another server for a small JSON document, without ever asking one of our own network.

A name is resolved once, every address it has must be one of the public Internet, and the
connection goes to the very address that was looked at: a name that answers differently the next
time (DNS rebinding) gains nothing. No redirect is followed, nothing is sent but the question, and
time and size have limits that a slow or endless answer cannot stretch.
"""

import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

SECONDS = 5.0
MOST_BYTES = 256 * 1024
JSON_TYPES = ("application/json", "application/json+oembed")
_HEADERS = {
    "Accept": "application/json",
    # Nothing that unpacks to more than was counted.
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": "Newsroom",
}
# Of IPv6 only global unicast is public at all (RFC 4291 §2.4), and within it neither 6to4 (RFC
# 3056) nor Teredo (RFC 4380): they carry an IPv4 address, and where that leads depends on the
# network. So does NAT64 (RFC 6052, RFC 8215), which lies outside of it.
_UNICAST = ipaddress.IPv6Network("2000::/3")
_CARRIERS = (ipaddress.IPv6Network("2002::/16"), ipaddress.IPv6Network("2001::/32"))


class OutsideError(Exception):
    """Nothing was learnt; the message is a sentence for whoever asked."""


def is_public(address: str) -> bool:
    """Whether an address, as a resolver gives it, is one of the public Internet."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if ip.version == 6:
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip not in _UNICAST or any(ip in network for network in _CARRIERS):
            return False
    bad = ip.is_multicast or ip.is_unspecified or ip.is_reserved or ip.is_link_local
    return ip.is_global and not bad


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(entry[4][0] for entry in found))


def _connect(address: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((address, port), timeout=seconds)


@dataclass(frozen=True)
class Outside:
    """How to get out: what resolves a name, what connects to an address, whom TLS trusts."""

    resolve: Callable[[str, int], list[str]] = _resolve
    connect: Callable[[str, int, float], socket.socket] = _connect
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context
    seconds: float = SECONDS

    def fetch_json(self, url: str) -> Any:
        """The JSON at an https address, or OutsideError."""
        ends = time.monotonic() + self.seconds
        parts = urlsplit(url)
        is_plain = url.isascii() and parts.scheme == "https" and parts.username is None
        if not is_plain or not parts.hostname:
            raise OutsideError(_("Only an https address can be asked."))
        try:
            raw = self._reach(parts.hostname, parts.port or 443, ends)
            answer = self._converse(raw, parts, ends)
        except OutsideError:
            raise
        except (OSError, http.client.HTTPException):
            self._refuse_late(ends)
            raise OutsideError(_("The network could not be reached or understood.")) from None
        self._refuse_late(ends)
        return answer

    def _refuse_late(self, ends: float) -> None:
        if time.monotonic() >= ends:
            raise OutsideError(_("The network took too long to answer.")) from None

    def _reach(self, host: str, port: int, ends: float) -> socket.socket:
        addresses = _in_time(lambda: self.resolve(host, port), ends)
        if not addresses or not all(is_public(address) for address in addresses):
            raise OutsideError(_("This name leads to no public address, so it was not asked."))
        for place, address in enumerate(addresses, 1):
            left = ends - time.monotonic()
            if left <= 0:
                break
            try:
                return self.connect(address, port, left)
            except OSError:
                if place == len(addresses):
                    raise
        raise OutsideError(_("The network took too long to answer."))

    def _converse(self, raw: socket.socket, parts: SplitResult, ends: float) -> Any:
        secure = self.context().wrap_socket(
            raw, server_hostname=parts.hostname, do_handshake_on_connect=False
        )
        # However the other side drips its bytes, this ends the conversation in time.
        timer = threading.Timer(max(ends - time.monotonic(), 0), _hang_up, [secure])
        timer.daemon = True
        timer.start()
        try:
            secure.do_handshake()
            connection = http.client.HTTPConnection(parts.hostname)
            connection.sock = secure
            target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
            connection.request("GET", target, headers=_HEADERS | {"Host": parts.netloc})
            with connection.getresponse() as response:
                return _read(response)
        except OutsideError:
            # An answer that was cut off for its slowness is no bad answer.
            self._refuse_late(ends)
            raise
        finally:
            timer.cancel()
            secure.close()


def _in_time(ask: Callable[[], list[str]], ends: float) -> list[str]:
    """What a resolver says, unless it takes too long: it has no time limit of its own."""
    answer: list = []

    def run() -> None:
        try:
            answer.append(ask())
        except (OSError, UnicodeError) as error:
            answer.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(max(ends - time.monotonic(), 0))
    if not answer:
        raise OutsideError(_("The network took too long to answer."))
    if isinstance(answer[0], Exception):
        raise OutsideError(_("The network’s name leads nowhere."))
    return answer[0]


def _hang_up(secure: ssl.SSLSocket) -> None:
    try:
        # The socket's own: TLS must not be told while another thread is reading from it.
        socket.socket.shutdown(secure, socket.SHUT_RDWR)
    except OSError:
        # It has been closed in time.
        pass


def _read(response: http.client.HTTPResponse) -> Any:
    if 300 <= response.status < 400:
        raise OutsideError(_("The network sent the question on to another address."))
    if response.status in {401, 403, 404, 410}:
        raise OutsideError(_("The network does not show this to us."))
    if response.status != 200:
        raise OutsideError(_("The network refused to answer (%d).") % response.status)
    kind = response.headers.get_content_type()
    if kind not in JSON_TYPES or response.headers.get("Content-Encoding", "identity") != "identity":
        raise OutsideError(_("The network’s answer is no JSON."))
    data = response.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise OutsideError(_("The network’s answer is too long."))
    if response.length:
        # It ended before it was whole.
        raise http.client.IncompleteRead(data)
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise OutsideError(_("The network’s answer is no JSON.")) from None

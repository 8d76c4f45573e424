"""Asking a real server that speaks TLS on this machine, and none of a private network."""

import json
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

from django.test import SimpleTestCase

from newsroom.outside import MOST_BYTES, Outside, OutsideError, is_public

PUBLIC = "93.184.216.34"
PRIVATE = (
    *("127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "0.0.0.0", "224.0.0.1", "239.1.1.1", "255.255.255.255", "240.0.0.1"),
    *("192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.7", "192.0.0.170"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "fec0::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::5db8:d822", "64:ff9b:1::1", "2002:7f00:1::1", "2002:5db8::1"),
    *("2001::1", "2001:db8::1", "100::1", "", "localhost", "1.2.3", "0x7f000001"),
)


class IsPublicTests(SimpleTestCase):
    def test_no_address_of_a_network_of_our_own_is_public(self):
        for address in PRIVATE:
            with self.subTest(address=address):
                self.assertFalse(is_public(address))

    def test_addresses_of_the_internet_are_public(self):
        for address in (PUBLIC, "1.1.1.1", "2606:4700::1111", f"::ffff:{PUBLIC}"):
            self.assertTrue(is_public(address), address)


class Server:
    """A server on this machine, by its certificate social.test: one answer for all."""

    def __init__(self, folder: Path):
        self.answer = b""
        self.pause = 0.0
        self.asked: list[str] = []
        self.certificate = folder / "certificate.pem"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, folder / "key.pem")
        self.listener = context.wrap_socket(
            socket.create_server(("127.0.0.1", 0)), server_side=True, do_handshake_on_connect=False
        )
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _address = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=[connection], daemon=True).start()

    def talk(self, connection):
        with connection:
            try:
                connection.do_handshake()
                self.asked.append(connection.recv(65536).decode())
                if not self.pause:
                    connection.sendall(self.answer)
                for byte in self.answer if self.pause else b"":
                    connection.sendall(bytes([byte]))
                    time.sleep(self.pause)
            except OSError:
                # Whoever asked has hung up, or trusts nobody here.
                return

    def close(self):
        self.listener.close()


def http_answer(body: bytes, *, status="200 OK", kind="application/json", more="") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


def make_certificate(folder: Path) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-nodes", "-days", "2", "-newkey", "ec"),
            *("-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=social.test"),
            *("-addext", "subjectAltName=DNS:social.test"),
            *("-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")),
        ],
        check=True,
        capture_output=True,
    )


@unittest.skipUnless(shutil.which("openssl"), "openssl makes the certificate")
class FetchTests(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        make_certificate(folder)
        cls.server = Server(folder)
        cls.addClassCleanup(cls.server.close)

    def setUp(self):
        self.server.answer, self.server.pause = http_answer(b'{"title": "Ferry"}'), 0.0
        self.server.asked.clear()
        self.connected: list[tuple[str, int]] = []
        self.names = [[PUBLIC]]

    def outside(self, **values) -> Outside:
        """The way out, but that the address of the Internet is played by this machine."""

        def connect(address, port, seconds):
            self.connected.append((address, port))
            return socket.create_connection(("127.0.0.1", self.server.port), timeout=seconds)

        def resolve(host, port):
            return self.names.pop(0)

        def context():
            return ssl.create_default_context(cafile=str(self.server.certificate))

        return Outside(**({"resolve": resolve, "connect": connect, "context": context} | values))

    def fetch(self, url="https://social.test/oembed?url=x", **values):
        return self.outside(**values).fetch_json(url)

    def assert_refused(self, sentence, url="https://social.test/oembed", **values):
        with self.assertRaisesMessage(OutsideError, sentence):
            self.fetch(url, **values)

    def test_an_answer_is_read(self):
        self.assertEqual(self.fetch(), {"title": "Ferry"})
        head = self.server.asked[0]
        self.assertIn("GET /oembed?url=x HTTP/1.1\r\n", head)
        self.assertIn("Host: social.test\r\n", head)
        self.assertNotIn("Cookie", head)

    def test_the_connection_goes_to_the_very_address_that_was_looked_at(self):
        self.fetch()
        self.assertEqual(self.connected, [(PUBLIC, 443)])

    def test_a_name_that_answers_differently_the_next_time_gains_nothing(self):
        self.names = [[PUBLIC], ["127.0.0.1"]]
        self.fetch()
        self.assertEqual((self.connected, len(self.names)), ([(PUBLIC, 443)], 1), "asked once")

    def test_a_name_with_any_private_address_is_not_asked(self):
        for address in PRIVATE:
            for names in ([address], [PUBLIC, address], [address, PUBLIC]):
                with self.subTest(names=names):
                    self.names = [names]
                    self.assert_refused("no public address")
        self.names = [[]]
        self.assert_refused("no public address")
        self.assertEqual((self.connected, self.server.asked), ([], []))

    def test_an_address_in_place_of_a_name_is_looked_at_all_the_same(self):
        for host in ("127.0.0.1", "[::1]", "2130706433", "0x7f.1"):
            with self.assertRaises(OutsideError):
                Outside().fetch_json(f"https://{host}:{self.server.port}/")
        self.assertEqual(self.server.asked, [])

    def test_a_redirect_is_not_followed(self):
        for target in ("https://127.0.0.1/", "http://169.254.169.254/", "https://social.test/2"):
            self.names = [[PUBLIC]]
            self.server.answer = http_answer(
                b"{}", status="302 Found", more=f"Location: {target}\r\n"
            )
            self.assert_refused("sent the question on")
        self.assertEqual(len(self.server.asked), 3)

    def test_only_https_is_asked(self):
        for url in (
            "http://social.test/",
            "file:///etc/passwd",
            "https:///x",
            "https://a:b@social.test/",
            "https://söcial.test/",
        ):
            self.assert_refused("Only an https address", url)
        self.assertEqual(self.connected, [])

    def test_a_certificate_of_somebody_else_is_not_trusted(self):
        self.assert_refused("could not be reached", context=ssl.create_default_context)
        self.names = [[PUBLIC]]
        self.assert_refused("could not be reached", "https://other.test/")
        self.assertEqual(self.server.asked, [])

    def test_what_is_no_json_is_refused(self):
        for answer in (
            http_answer(b"{}", kind="text/html"),
            http_answer(b"{}", kind="text/plain"),
            http_answer(b"{}", more="Content-Encoding: gzip\r\n"),
            http_answer(b"<html>"),
            http_answer(b"[" * 100_000),
        ):
            self.names, self.server.answer = [[PUBLIC]], answer
            self.assert_refused("no JSON")

    def test_a_refusal_is_told_as_one(self):
        for status, sentence in (
            ("404 Not Found", "does not show this"),
            ("401 Unauthorized", "does not show this"),
            ("500 Oops", "refused to answer (500)"),
        ):
            self.names, self.server.answer = [[PUBLIC]], http_answer(b"{}", status=status)
            self.assert_refused(sentence)

    def test_a_long_answer_is_not_read_to_its_end(self):
        long = json.dumps({"html": "x" * MOST_BYTES}).encode()
        chunk = f"{len(long):x}\r\n".encode() + long + b"\r\n"
        for answer in (
            http_answer(long),
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + long,
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 40,
        ):
            self.names, self.server.answer = [[PUBLIC]], answer
            self.assert_refused("too long")

    def test_an_answer_that_breaks_off_is_none(self):
        self.server.answer = http_answer(b'{"a": 1}')[:-3]
        self.assert_refused("could not be")

    def test_a_server_that_drips_is_left(self):
        for part in (
            b"HTTP/1.1 200 OK\r\nX: ",
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n",
        ):
            self.names, self.server.pause = [[PUBLIC]], 0.02
            self.server.answer = part + b"1" * 10_000
            self.assert_refused("took too long", seconds=0.5)

    def test_a_server_that_says_nothing_is_left(self):
        silent = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(silent.close)

        def connect(address, port, seconds):
            return socket.create_connection(silent.getsockname(), timeout=seconds)

        self.assert_refused("took too long", connect=connect, seconds=0.3)

    def test_a_resolver_that_says_nothing_is_left(self):
        done = threading.Event()
        self.addCleanup(done.set)
        self.assert_refused(
            "took too long", resolve=lambda host, port: done.wait(10) and [], seconds=0.2
        )

    def test_a_name_that_leads_nowhere_is_told(self):
        def resolve(host, port):
            raise socket.gaierror("no such name")

        self.assert_refused("leads nowhere", resolve=resolve)

    def test_the_next_address_is_tried_where_one_does_not_answer(self):
        def connect(address, port, seconds):
            self.connected.append((address, port))
            if len(self.connected) == 1:
                raise ConnectionRefusedError
            return socket.create_connection(("127.0.0.1", self.server.port), timeout=seconds)

        self.names = [["1.1.1.1", PUBLIC]]
        self.assertEqual(self.fetch(connect=connect), {"title": "Ferry"})
        self.assertEqual([address for address, _port in self.connected], ["1.1.1.1", PUBLIC])

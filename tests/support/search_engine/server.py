"""OpenSearch and Elasticsearch as their documentation describes them, for the tests alone.

No such server is among the packages that the tests may count on. This one speaks the part of the
protocol that the site uses with the real clients, holds to a mapping, parts words and ranks as
they do, and refuses what they refuse. What it cannot tell is how fast a real one is.
"""

import base64
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from tests.support.search_engine.analysis import Refused
from tests.support.search_engine.index import Index

ENGINES = {
    "opensearch": {"distribution": "opensearch", "number": "3.3.0"},
    "elasticsearch": {"number": "9.2.0", "build_flavor": "default"},
}


class SearchEngine:
    """``with SearchEngine() as engine``: a server at ``engine.address`` (host:port).

    ``fails`` may be set to a status that everything is answered with, or to "hangs";
    ``refused`` holds ids of documents that are not taken; ``password`` is asked for if set.
    """

    def __init__(self, kind: str = "opensearch"):
        self.kind = kind
        self.indexes: dict[str, Index] = {}
        self.fails: int | str = 0
        self.refused: set[str] = set()
        self.password = ""
        self.asked: list[str] = []
        self.lock = threading.Lock()

    def __enter__(self):
        made = type("Handler", (_Handler,), {"engine": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), made)
        self._server.daemon_threads = True
        self.address = f"127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, parts: list[str], body: bytes) -> tuple[int, dict]:
        """Status and document of an answer. Raises Refused."""
        if not parts:
            return 200, {"name": "tests", "version": ENGINES[self.kind], "tagline": "You Know"}
        if parts[-1] == "_bulk":
            return self._bulk(parts[0] if len(parts) > 1 else "", body)
        name, rest = parts[0], parts[1:]
        if not rest:
            return self._place(method, name, json.loads(body or "{}"))
        index = self.indexes.get(name)
        if index is None:
            raise Refused(404, "index_not_found_exception", f"no such index [{name}]")
        match method, rest:
            case "PUT" | "POST", ["_mapping"]:
                index.map(json.loads(body)["properties"])
                return 200, {"acknowledged": True}
            case "GET" | "POST", ["_search"]:
                hits = index.search(json.loads(body))
                return 200, {"timed_out": False, "hits": {"hits": hits}}
            case "DELETE", ["_doc", key]:
                found = index.delete(key)
                return (200 if found else 404), {"result": "deleted" if found else "not_found"}
        raise Refused(400, "illegal_argument_exception", f"no handler found for {method} {parts}")

    def _place(self, method: str, name: str, said: dict) -> tuple[int, dict]:
        if method == "PUT":
            if name in self.indexes:
                raise Refused(400, "resource_already_exists_exception", f"[{name}] exists")
            self.indexes[name] = Index(said)
        elif name not in self.indexes:
            raise Refused(404, "index_not_found_exception", f"no such index [{name}]")
        elif method == "DELETE":
            del self.indexes[name]
        return 200, {"acknowledged": True}

    def _bulk(self, name: str, body: bytes) -> tuple[int, dict]:
        """Each line of an action is followed by its document; an index that is missing is made."""
        lines = [json.loads(line) for line in body.splitlines() if line]
        items = []
        for action, source in zip(lines[::2], lines[1::2], strict=True):
            ((kind, about),) = action.items()
            key = about["_id"]
            index = self.indexes.setdefault(about.get("_index", name), Index({}))
            try:
                if key in self.refused:
                    raise Refused(400, "mapper_parsing_exception", "failed to parse")
                index.put(key, source)
                items.append({kind: {"_id": key, "status": 201}})
            except Refused as refused:
                error = {"type": refused.kind, "reason": refused.reason}
                items.append({kind: {"_id": key, "status": refused.status, "error": error}})
        return 200, {"errors": any("error" in item["index"] for item in items), "items": items}


class _Handler(BaseHTTPRequestHandler):
    engine: SearchEngine
    protocol_version = "HTTP/1.1"

    def _answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = [unquote(part) for part in urlsplit(self.path).path.split("/") if part]
        engine = self.engine
        engine.asked.append(f"{self.command} {self.path}")
        try:
            if engine.fails == "hangs":
                time.sleep(3)
            elif engine.fails:
                raise Refused(engine.fails, "unavailable_exception", "the engine is out of order")
            self._check_password()
            with engine.lock:
                status, said = engine.answer(self.command, parts, body)
        except Refused as refused:
            error = {"type": refused.kind, "reason": refused.reason}
            status, said = refused.status, {"error": error, "status": refused.status}
        try:
            self._send(status, json.dumps(said).encode())
        except BrokenPipeError:
            # Who asked has waited long enough.
            self.close_connection = True

    def _check_password(self):
        wanted = base64.b64encode(self.engine.password.encode()).decode()
        if wanted and self.headers.get("Authorization") != f"Basic {wanted}":
            raise Refused(401, "security_exception", "missing authentication credentials")

    def _send(self, status: int, content: bytes):
        asked = self.headers.get("Accept", "")
        kind = asked if asked.startswith("application/vnd.elasticsearch") else "application/json"
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if self.engine.kind == "elasticsearch":
            self.send_header("X-Elastic-Product", "Elasticsearch")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_):
        """Nothing: the tests say what was asked."""


for _method in ("GET", "POST", "PUT", "DELETE", "HEAD"):
    setattr(_Handler, f"do_{_method}", _Handler._answer)

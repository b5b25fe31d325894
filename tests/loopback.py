"""A site on loopback, for tests of what is fetched."""

from __future__ import annotations

import contextlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal


class Site:
    """A site on loopback: what it answers, and what it was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], str]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.dripping: dict[str, Literal["head", "body"]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
                code, headers, body = site.pages.get(self.path, (404, {}, "no such page"))
                if self.headers.get("If-None-Match") and self.headers["If-None-Match"] == headers.get("ETag"):
                    code, body = 304, ""
                if self.path in site.dripping:
                    self.drip(site.dripping[self.path])
                    return
                self.send_response(code)
                for name, value in {"Content-Type": "text/html", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def drip(self, part: str) -> None:
                """Send a header or a body that never ends, a little at a time."""
                head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Long: "
                with contextlib.suppress(OSError):  # until the other side has had enough
                    self.wfile.write(head if part == "head" else head + b"\r\n\r\n")
                    while True:
                        self.wfile.write(b"x")
                        self.wfile.flush()
                        time.sleep(0.05)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def put(self, path: str, body: str, *, code: int = 200, **headers: str) -> str:
        self.pages[path] = (code, {k.replace("_", "-"): v for k, v in headers.items()}, body)
        return self.url + path

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

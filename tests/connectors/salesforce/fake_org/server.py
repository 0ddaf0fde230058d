"""A fake org, or anything else that answers, behind a real HTTPS server on this machine."""

import json
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Protocol
from urllib.parse import parse_qs

from tests.connectors.salesforce.fake_org.certificate import certificate
from tests.connectors.salesforce.fake_org.org import Asked, FakeOrg, Reply


class Answers(Protocol):
    def reply(self, asked: Asked) -> Reply: ...


@dataclass(frozen=True)
class Served:
    """Where the org is to be had: its address, its port, and the file of certificates to trust."""

    url: str
    port: int
    certificates: Path


def token_of(org: FakeOrg) -> str:
    """The access token that is valid now."""
    return org.tokens[0]


@contextmanager
def served(org: Answers) -> Iterator[Served]:
    """Serve the org until the block ends."""
    public, secret = certificate()
    with TemporaryDirectory() as folder:
        trusted, keyed = Path(folder, "certificate.pem"), Path(folder, "key.pem")
        trusted.write_bytes(public)
        keyed.write_bytes(secret)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(trusted, keyed)
        server = _Server(org)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        url = f"https://127.0.0.1:{server.server_port}"
        if isinstance(org, FakeOrg):
            org.address = url
        try:
            yield Served(url, server.server_port, trusted)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, org: Answers) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.org = org

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self.send(self.server.org.reply(Asked("GET", self.path, dict(self.headers))))

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.loads(sent) if sent[:1] == b"{" else parse_qs(sent.decode())
        self.send(self.server.org.reply(Asked("POST", self.path, dict(self.headers), body)))

    def send(self, reply: Reply) -> None:
        if reply.drop:
            self.close_connection = True
            return
        content = reply.content()
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json;charset=UTF-8", **reply.headers}.items():
            self.send_header(name, value)
        if reply.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.send_content(content if reply.cut is None else content[: reply.cut], reply.trickle)
        self.close_connection = self.close_connection or reply.cut is not None

    def send_content(self, content: bytes, trickle: float) -> None:
        if not trickle:
            self.wfile.write(content)
            return
        for at in range(len(content)):
            self.wfile.write(content[at : at + 1])
            self.wfile.flush()
            time.sleep(trickle)

    def log_message(self, format: str, *args: object) -> None:
        """A test prints nothing."""

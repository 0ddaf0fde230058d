"""The server of the pages: on 127.0.0.1 only, without telemetry, under a policy that lets no request leave the machine."""

import os
import socket
import sys
from pathlib import Path
from threading import Thread

import streamlit as st
import uvicorn
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web import bootstrap

from lineage.errors import UsageError
from lineage.export.palette import PALETTES
from lineage.project import Project
from lineage.ui.workspace import VARIABLE, Workspace, prepare

ADDRESS = "127.0.0.1"

# A web page elsewhere whose name was made to lead here asks under that name, and is refused.
_NAMES = ["localhost", ADDRESS]

OPTIONS = {
    "server.address": ADDRESS,
    "server.allowedHosts": _NAMES,
    "server.baseUrlPath": "",
    "server.fileWatcherType": "none",
    "server.headless": True,
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "type",
    "client.showErrorLinks": False,
    "client.toolbarMode": "viewer",
    "logger.level": "warning",
    "runner.magicEnabled": False,
    "theme.light.primaryColor": "#0B5394",
    "theme.light.backgroundColor": PALETTES["light"].canvas,
    "theme.light.secondaryBackgroundColor": "#F3F5F8",
    "theme.light.textColor": PALETTES["light"].text,
    "theme.dark.primaryColor": "#6FB3E8",
    "theme.dark.backgroundColor": PALETTES["dark"].canvas,
    "theme.dark.secondaryBackgroundColor": "#22252D",
    "theme.dark.textColor": PALETTES["dark"].text,
}

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-src 'self'; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


_TURN = 0.0005
"""Seconds after which a thread that computes lets others run: what the server sends must not wait behind it, again and again."""


class SecurityHeaders:
    """Adds what keeps a page from loading, sending or being framed elsewhere to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def serve(project: Project, store: Path, port: int) -> None:
    """Serve the pages until the process is stopped; port 0 takes a free one.

    Raises:
        UsageError: The port is taken.

    """
    listening = _listen(port)
    taken = listening.getsockname()[1]
    os.environ[VARIABLE] = Workspace(project=project, store=store.resolve()).model_dump_json()
    bootstrap.load_config_options(OPTIONS | {"server.port": taken})
    app = st.App(
        Path(__file__).with_name("__main__.py"),
        middleware=[Middleware(SecurityHeaders), Middleware(TrustedHostMiddleware, allowed_hosts=_NAMES)],
    )
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, server_header=False))
    sys.stdout.write(f"URL: http://{ADDRESS}:{taken} (only this machine can open it; Ctrl+C stops)\n")
    sys.stdout.flush()
    # It works while the browser of the first visitor loads the scripts of the page; the page waits for it instead of starting anew.
    Thread(target=prepare, daemon=True).start()
    sys.setswitchinterval(_TURN)
    server.run(sockets=[listening])


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((ADDRESS, port))
        # From here on visitors wait, instead of being refused, until the server has started.
        listening.listen()
    except OSError as error:
        listening.close()
        raise UsageError(
            f"Port {port} cannot be used ({error.strerror}); give another one, or `--port 0` for a free one."
        ) from error
    return listening

"""Runs the web application until it is told to stop, with every limit said."""

from __future__ import annotations

import uvicorn
from fastapi import FastAPI

from certs.authority import ServerFiles

KEEP_ALIVE_S = 30
SHUTDOWN_S = 5
BACKLOG = 1024


def make_server(app: FastAPI, *, host: str, port: int, tls: ServerFiles | None = None) -> uvicorn.Server:
    """A server that stops on SIGINT and SIGTERM, giving open requests five seconds."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=SHUTDOWN_S,
        backlog=BACKLOG,
        ssl_certfile=str(tls.certificate) if tls else None,
        ssl_keyfile=str(tls.key) if tls else None,
    )
    return uvicorn.Server(config)

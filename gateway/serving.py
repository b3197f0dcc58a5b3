"""Runs the web application until it is told to stop, with every limit said."""

from __future__ import annotations

import threading

import uvicorn
from fastapi import FastAPI

from certs.authority import ServerFiles
from core.kernel.errors import Unavailable
from gateway.loops import Loop

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


def serving_loop(server: uvicorn.Server) -> Loop:
    """Serves until the process's loops stop, or until a signal stops the server."""

    def loop(stop: threading.Event) -> None:
        def tell() -> None:
            stop.wait()
            server.should_exit = True

        threading.Thread(target=tell, name="stop-server", daemon=True).start()
        server.run()
        if not server.started:
            raise Unavailable(
                f"{server.config.host}:{server.config.port} cannot be served; is the port taken?",
                cause="door.port",
            )

    return loop

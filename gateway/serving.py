"""Runs the web application until it is told to stop, with every limit said."""

from __future__ import annotations

import logging
import socket
import ssl
import threading

import uvicorn
from fastapi import FastAPI

from certs.files import TlsFiles
from core.kernel.errors import Unavailable
from gateway.loops import Loop
from gateway.peer_certificate import AskingProtocol

LOG = logging.getLogger("lianqiao.serving")
KEEP_ALIVE_S = 30
SHUTDOWN_S = 5
BACKLOG = 1024


class Server(uvicorn.Server):
    """Says where it serves as soon as it does: of a port that was asked for as 0 nobody else could know."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            scheme = "https" if self.config.is_ssl else "http"
            LOG.info("serving at %s://%s:%d", scheme, self.config.host, self.port)

    @property
    def port(self) -> int:
        """Where it serves; there is one socket, for it is given one host."""
        return int(self.servers[0].sockets[0].getsockname()[1])

    def show(self, tls: TlsFiles) -> None:
        """From the next connection on this certificate is shown; those that are open go on."""
        if self.config.loaded and self.config.ssl is not None:
            self.config.ssl.load_cert_chain(tls.certificate, tls.key)


def make_server(app: FastAPI, *, host: str, port: int, tls: TlsFiles | None = None) -> Server:
    """A server that stops on SIGINT and SIGTERM, giving open requests five seconds.

    Over TLS it asks for a certificate of our authority; who shows none is still heard, the routes decide.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        # Its lines go the way of all others; its own handlers would write them as they like.
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=SHUTDOWN_S,
        backlog=BACKLOG,
        ssl_certfile=str(tls.certificate) if tls else None,
        ssl_keyfile=str(tls.key) if tls else None,
        ssl_ca_certs=str(tls.authority) if tls else None,
        ssl_cert_reqs=ssl.CERT_OPTIONAL if tls else ssl.CERT_NONE,
        http=AskingProtocol,
    )
    return Server(config)


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

"""A real TLS handshake between two ends of one socket pair."""

from __future__ import annotations

import socket
import ssl
import threading
from pathlib import Path

from certs.files import TlsFiles
from tests.patience import PATIENCE_S


def shake_hands(server: TlsFiles, *, pinned: Path, name: str, shown: TlsFiles | None = None) -> str | None:
    """The version that a client who pins `pinned` and calls `name` agrees on; an OSError if they do not.

    shown: what the client shows; then the server demands it.
    """
    there = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    there.load_cert_chain(server.certificate, server.key)
    here = ssl.create_default_context(cafile=str(pinned))
    if shown is not None:
        there.load_verify_locations(server.authority)
        there.verify_mode = ssl.CERT_REQUIRED
        here.load_cert_chain(shown.certificate, shown.key)
    ours, theirs = socket.socketpair()
    for end in (ours, theirs):
        end.settimeout(PATIENCE_S)

    def serve() -> None:
        try:
            with there.wrap_socket(theirs, server_side=True) as spoken:
                spoken.sendall(b"!")
        except OSError:
            theirs.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with here.wrap_socket(ours, server_hostname=name) as spoken:
            if not spoken.recv(1):
                raise ConnectionResetError("closed by the server")
            return spoken.version()
    finally:
        ours.close()
        thread.join(PATIENCE_S)

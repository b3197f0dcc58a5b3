"""The hub's own authority: a TLS client that pins it knows the hub, and only the hub."""

from __future__ import annotations

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from certs.authority import ServerFiles, server_files
from tests.patience import PATIENCE_S

NOW = datetime.now(UTC)
NAMES = ("localhost", "127.0.0.1")


def _shake_hands(server: ServerFiles, authority: Path, name: str) -> str | None:
    """The name a client that pins `authority` sees, over a real socket pair."""
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(server.certificate, server.key)
    client_context = ssl.create_default_context(cafile=str(authority))
    ours, theirs = socket.socketpair()
    ours.settimeout(PATIENCE_S)
    theirs.settimeout(PATIENCE_S)

    def serve() -> None:
        try:
            server_context.wrap_socket(theirs, server_side=True).close()
        except (ssl.SSLError, OSError):
            theirs.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with client_context.wrap_socket(ours, server_hostname=name) as wrapped:
            return wrapped.version()
    finally:
        ours.close()
        thread.join(PATIENCE_S)


def test_a_client_that_pins_the_authority_knows_the_hub_by_name_and_address(tmp_path: Path) -> None:
    files = server_files(tmp_path, NAMES, NOW)

    for name in NAMES:
        assert _shake_hands(files, files.authority, name) in ("TLSv1.2", "TLSv1.3")


def test_another_authority_or_another_name_is_refused(tmp_path: Path) -> None:
    ours = server_files(tmp_path / "ours", NAMES, NOW)
    theirs = server_files(tmp_path / "theirs", NAMES, NOW)

    with pytest.raises(ssl.SSLCertVerificationError):
        _shake_hands(theirs, ours.authority, "localhost")
    with pytest.raises(ssl.SSLCertVerificationError):
        _shake_hands(ours, ours.authority, "elsewhere.example")


def test_a_certificate_is_kept_while_it_is_good_and_renewed_under_the_same_authority(tmp_path: Path) -> None:
    files = server_files(tmp_path, NAMES, NOW)
    authority, first = files.authority.read_bytes(), files.certificate.read_bytes()

    server_files(tmp_path, NAMES, NOW + timedelta(days=19))
    assert files.certificate.read_bytes() == first
    server_files(tmp_path, NAMES, NOW + timedelta(days=21))

    assert files.certificate.read_bytes() != first
    assert files.authority.read_bytes() == authority


def test_keys_are_the_owners_alone(tmp_path: Path) -> None:
    files = server_files(tmp_path / "keys", NAMES, NOW)

    assert files.key.stat().st_mode & 0o077 == 0
    assert (tmp_path / "keys" / "ca.key").stat().st_mode & 0o077 == 0

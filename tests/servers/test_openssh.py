"""An SFTP server of our own takes files from the one key it knows, and shows the host key we pinned."""

import socket

import paramiko
import pytest

from tests.patience import PATIENCE_S
from tests.servers.openssh import OpenSSH


def test_a_file_put_before_the_server_was_killed_is_there_afterwards(openssh: OpenSSH) -> None:
    with session(openssh) as transport, sftp(transport) as files, files.open("stock.csv", "w") as drop:
        drop.write("lot,quantity\nL-1,40\n")

    openssh.kill()
    assert not openssh.daemon.is_running
    openssh.start()

    with session(openssh) as transport, sftp(transport) as files:
        assert files.open("stock.csv").read() == b"lot,quantity\nL-1,40\n"
    assert (openssh.files / "stock.csv").exists()


def test_another_key_is_turned_away(openssh: OpenSSH) -> None:
    stranger = paramiko.RSAKey.generate(2048)

    with reached(openssh) as transport, pytest.raises(paramiko.AuthenticationException):
        transport.auth_publickey(openssh.user, stranger)


def reached(openssh: OpenSSH) -> paramiko.Transport:
    """A connection of somebody who has not signed in, and who waits for a slow server."""
    transport = paramiko.Transport(socket.create_connection(("127.0.0.1", openssh.port), PATIENCE_S))
    transport.banner_timeout = transport.auth_timeout = PATIENCE_S
    transport.start_client(timeout=PATIENCE_S)
    return transport


def session(openssh: OpenSSH) -> paramiko.Transport:
    """A signed-in connection that checked the host key."""
    transport = reached(openssh)
    shown = transport.get_remote_server_key()
    assert f"{shown.get_name()} {shown.get_base64()}" == openssh.host_key
    transport.auth_publickey(openssh.user, paramiko.Ed25519Key.from_private_key_file(str(openssh.client_key)))
    return transport


def sftp(transport: paramiko.Transport) -> paramiko.SFTPClient:
    """File access over the connection."""
    files = paramiko.SFTPClient.from_transport(transport)
    assert files is not None
    return files

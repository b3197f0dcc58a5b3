"""Whoever answers on the line is who was meant, or hears nothing of us; and no wait is without an end."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.memory.store import MemoryStore
from adapters.sftp.endpoint import make_endpoint
from adapters.sftp.source import make_source
from adapters.wiring.sources import ContractSources
from core.hub.audit import AuditEntry
from core.hub.audit_desk import noted_of
from core.hub.contracts import Pull
from core.hub.endpoints import InDoubt
from core.kernel.clock import FixedClock
from core.kernel.errors import Refused, Unavailable
from tests.contracts.moods import a_send
from tests.contracts.places import a_pull, fingerprint, put_file, sftp_address
from tests.contracts.stores import START
from tests.contracts.test_endpoints import HEADERS, NAME, PAYLOAD
from tests.programs import done
from tests.servers.openssh import OpenSSH

ANOTHER = "SHA256:" + "A" * 43
WAYS = ["", "&algorithms=legacy"]


def pull(openssh: OpenSSH, folder: Path, more: str = "", **said: object) -> Pull:
    return a_pull("sftp", sftp_address(openssh, folder) + more, **said)


def look(wanted: Pull, secret: bytes) -> list[str]:
    source = make_source(wanted, secret)
    try:
        return [found.name for found in source.look("")]
    finally:
        source.close()


@pytest.mark.parametrize("way", WAYS)
def test_another_host_key_than_the_pinned_one_is_refused_and_hears_no_secret(
    openssh: OpenSSH, tmp_path: Path, way: str
) -> None:
    wanted = a_pull("sftp", sftp_address(openssh, tmp_path, host_key=ANOTHER) + way)
    before = openssh.daemon.log.read_text()

    with pytest.raises(Refused, match=r"shows the host key SHA256:.*and the contract pins") as raised:
        look(wanted, b"a-password-nobody-may-hear")

    assert raised.value.cause == "sftp.host_key"
    assert "password" not in openssh.daemon.log.read_text().removeprefix(before).lower()


def test_a_send_waits_for_the_right_host_key_and_goes_when_it_is_pinned(
    openssh: OpenSSH, tmp_path: Path
) -> None:
    secret = openssh.client_key.read_bytes()
    wrong = make_endpoint(a_send("sftp", sftp_address(openssh, tmp_path, host_key=ANOTHER)), secret)

    with pytest.raises(Unavailable, match="the contract pins") as raised:
        wrong.send(NAME, PAYLOAD, HEADERS)

    assert not isinstance(raised.value, InDoubt)
    make_endpoint(a_send("sftp", sftp_address(openssh, tmp_path)), secret).send(NAME, PAYLOAD, HEADERS)
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize("way", WAYS)
def test_a_server_that_does_not_know_our_key_refuses_us(openssh: OpenSSH, tmp_path: Path, way: str) -> None:
    stranger = tmp_path / "stranger"
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(stranger)]
    done(command)

    with pytest.raises(Refused) as raised:
        look(pull(openssh, tmp_path, way), stranger.read_bytes())

    assert raised.value.cause == "sftp.sign_in"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("secret", [b"-----BEGIN PRIVATE KEY-----\nnone", b"\xff\xfe"])
def test_a_secret_that_is_none_is_refused(openssh: OpenSSH, tmp_path: Path, way: str, secret: bytes) -> None:
    with pytest.raises(Refused):
        look(pull(openssh, tmp_path, way), secret)


@pytest.fixture
def silent() -> Iterator[int]:
    """Somebody who takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


@pytest.mark.parametrize("way", WAYS)
def test_whoever_says_nothing_is_waited_for_no_longer_than_the_contract_says(silent: int, way: str) -> None:
    address = f"sftp://hub@127.0.0.1:{silent}/in?host_key={ANOTHER}{way}"

    with pytest.raises(Unavailable):
        look(a_pull("sftp", address, timeout_s=0.5), b"secret")


def test_a_folder_that_is_not_there_is_said(openssh: OpenSSH, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="No such file"):
        look(pull(openssh, tmp_path / "none"), openssh.client_key.read_bytes())


def test_neither_links_nor_folders_nor_unfinished_files_are_told(openssh: OpenSSH, tmp_path: Path) -> None:
    put_file(tmp_path / "a.csv", b"1")
    put_file(tmp_path / "b.csv.part", b"1")
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    (tmp_path / "folder.csv").mkdir()

    assert look(pull(openssh, tmp_path), openssh.client_key.read_bytes()) == ["a.csv"]


def test_a_half_written_part_of_a_dead_try_is_written_over(openssh: OpenSSH, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.part").write_bytes(b"x" * 100_000)
    secret = openssh.client_key.read_bytes()

    make_endpoint(a_send("sftp", sftp_address(openssh, tmp_path)), secret).send(NAME, PAYLOAD, HEADERS)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {NAME: PAYLOAD}


@pytest.mark.servers
def test_a_server_of_before_2017_is_spoken_to_only_by_its_profile_and_the_audit_says_so(
    old_openssh: OpenSSH, tmp_path: Path
) -> None:
    secret = old_openssh.client_key.read_bytes()
    (tmp_path / "place").mkdir()
    put_file(tmp_path / "place" / "a.csv", b"1")
    with pytest.raises((Refused, Unavailable)):
        look(pull(old_openssh, tmp_path / "place"), secret)

    legacy = pull(old_openssh, tmp_path / "place", "&algorithms=legacy", secret_file="theirs")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "theirs").write_bytes(secret)
    store = MemoryStore(FixedClock(START))
    sources = ContractSources(store, tmp_path)
    for _ in range(2):
        source = sources.open("bank", legacy)
        assert [found.name for found in source.look("")] == ["a.csv"]
        source.close()

    [noted] = [noted_of(row) for row in store.rows(AuditEntry, limit=9)]
    assert (noted.by, noted.what, noted.on) == ("clock", "line.weak", "bank/in")
    assert "algorithms=legacy (SHA-1)" in noted.change


@pytest.fixture
def old_openssh(openssh: OpenSSH, tmp_path: Path) -> Iterator[OpenSSH]:
    """The same server made old: SHA-1 alone, and an RSA host key signed with it."""
    folder = openssh.client_key.parent
    config = folder / "sshd_config"
    kept, rsa = config.read_text(), tmp_path / "rsa_host_key"
    command = ["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", str(rsa)]
    done(command)
    config.write_text(
        kept.replace(f"HostKey {folder}/host_key", f"HostKey {rsa}")
        + "KexAlgorithms diffie-hellman-group14-sha1\nHostKeyAlgorithms ssh-rsa\nMACs hmac-sha1\n"
    )
    openssh.stop()
    openssh.start()
    public = " ".join(rsa.with_suffix(".pub").read_text().split()[:2])
    assert fingerprint(public) != fingerprint(openssh.host_key)
    try:
        yield _with_host_key(openssh, public)
    finally:
        config.write_text(kept)
        openssh.stop()
        openssh.start()


def _with_host_key(openssh: OpenSSH, public: str) -> OpenSSH:
    return OpenSSH(
        port=openssh.port, user=openssh.user, files=openssh.files, client_key=openssh.client_key,
        host_key=public, daemon=openssh.daemon,
    )  # fmt: skip

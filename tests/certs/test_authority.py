"""The hub's own authority: who pins its root knows the hub and only the hub, and its keys are encrypted."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from certs.authority import Authority
from certs.files import TlsFiles, kept_files
from certs.keys import make_key
from certs.requests import make_request
from core.hub.certificates import AGENT, SERVER, Wanted
from core.kernel.clock import FixedClock
from core.kernel.errors import Refused, Unreadable
from tests.certs.handshake import shake_hands
from tests.certs.older_home import make_older_home

NOW = datetime.now(UTC)
NAMES = ("localhost", "127.0.0.1")
PEM = serialization.Encoding.PEM


def authority(folder: Path, *, passphrase_file: Path | None = None, days: float = 0) -> Authority:
    return Authority(folder, clock=FixedClock(NOW + timedelta(days=days)), passphrase_file=passphrase_file)


def served(made: Authority, *, days: float = 0) -> TlsFiles:
    """The hub's own server files at that day."""
    now = NOW + timedelta(days=days)

    def certify(csr: bytes) -> bytes:
        wanted = Wanted(kind=SERVER, name="hub", csr=csr, hosts=NAMES)
        return made.issue(wanted, since=now, until=now + timedelta(days=30)).chain

    return kept_files(made.folder, "server", hosts=NAMES, now=now, certify=certify)


def agents(made: Authority, folder: Path) -> TlsFiles:
    """What an agent shows."""

    def certify(csr: bytes) -> bytes:
        wanted = Wanted(kind=AGENT, name="wh-1", csr=csr)
        return made.issue(wanted, since=NOW, until=NOW + timedelta(days=30)).chain

    return kept_files(folder, "wh-1", hosts=(), now=NOW, certify=certify)


def test_who_pins_the_root_knows_the_hub_by_name_and_address(tmp_path: Path) -> None:
    files = served(authority(tmp_path))

    for name in NAMES:
        assert shake_hands(files, pinned=files.authority, name=name) in ("TLSv1.2", "TLSv1.3")


def test_another_authority_or_another_name_is_refused(tmp_path: Path) -> None:
    ours, theirs = served(authority(tmp_path / "ours")), served(authority(tmp_path / "theirs"))

    for server, name in ((theirs, "localhost"), (ours, "elsewhere.example")):
        with pytest.raises(OSError, match=r"(?i)certificate"):
            shake_hands(server, pinned=ours.authority, name=name)


def test_the_hub_knows_an_agent_by_its_certificate_and_no_stranger(tmp_path: Path) -> None:
    made = authority(tmp_path / "hub")
    server = served(made)
    stranger = agents(authority(tmp_path / "other"), tmp_path / "stranger")

    assert shake_hands(server, pinned=made.pinned, name=NAMES[0], shown=agents(made, tmp_path / "agent"))
    with pytest.raises(OSError, match=r"(?i)unknown ca|reset|closed|eof"):
        shake_hands(server, pinned=made.pinned, name=NAMES[0], shown=stranger)


def test_both_keys_are_encrypted_and_only_their_passphrase_opens_them(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("correct horse battery staple\n")
    served(authority(tmp_path / "certs", passphrase_file=secret))

    for name in ("root.key", "intermediate.key"):
        text = (tmp_path / "certs" / name).read_bytes()
        assert text.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
        assert (tmp_path / "certs" / name).stat().st_mode & 0o077 == 0
    assert not (tmp_path / "certs" / "passphrase").exists()
    secret.write_text("another horse, another staple\n")
    with pytest.raises(Refused, match=r"intermediate\.key cannot be opened.*docs/trust\.md"):
        authority(tmp_path / "certs", passphrase_file=secret).open()
    with pytest.raises(Refused, match="LIANQIAO_CA_PASSPHRASE_FILE"):
        authority(tmp_path / "certs").open()


def test_without_a_named_passphrase_one_is_made_that_only_the_owner_reads(tmp_path: Path) -> None:
    authority(tmp_path).open()

    assert (tmp_path / "passphrase").stat().st_mode & 0o077 == 0
    (tmp_path / "passphrase").chmod(0o644)
    with pytest.raises(Refused, match="chmod 600"):
        authority(tmp_path).open()


def test_the_hub_works_on_while_the_roots_key_is_elsewhere(tmp_path: Path) -> None:
    made = authority(tmp_path)
    made.open()
    pinned = made.pinned.read_bytes()
    key = (tmp_path / "root.key").rename(tmp_path / "in the safe")

    served(authority(tmp_path))
    with pytest.raises(Refused, match="bring the root's key back"):
        authority(tmp_path).renew()
    key.rename(tmp_path / "root.key")
    before = (tmp_path / "intermediate.pem").read_bytes()
    authority(tmp_path).renew()

    assert (tmp_path / "intermediate.pem").read_bytes() != before
    assert made.pinned.read_bytes() == pinned
    (tmp_path / "server.pem").unlink()
    assert shake_hands(served(authority(tmp_path)), pinned=made.pinned, name=NAMES[0])


def test_nothing_is_signed_beyond_the_authoritys_own_end(tmp_path: Path) -> None:
    authority(tmp_path).open()
    (tmp_path / "root.key").unlink()

    with pytest.raises(Refused, match="ends at"):
        served(authority(tmp_path, days=1810), days=1810)


def test_a_certificate_is_kept_until_two_thirds_of_its_life_are_over(tmp_path: Path) -> None:
    made = authority(tmp_path)
    pinned = served(made).authority.read_bytes()
    first = served(made, days=19).certificate.read_bytes()

    assert served(made, days=19.9).certificate.read_bytes() == first
    assert served(made, days=20.1).certificate.read_bytes() != first
    assert made.pinned.read_bytes() == pinned


def test_a_key_without_its_certificate_is_made_anew(tmp_path: Path) -> None:
    files = served(authority(tmp_path))
    other = make_key()
    files.key.write_bytes(
        other.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )

    assert shake_hands(served(authority(tmp_path)), pinned=files.authority, name=NAMES[0])


def test_two_processes_that_start_at_once_make_one_authority(tmp_path: Path) -> None:
    made = [authority(tmp_path) for _ in range(4)]
    threads = [threading.Thread(target=one.open) for one in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({one.open().certificate.serial_number for one in made}) == 1


def test_a_home_of_the_version_before_goes_on_and_nobody_pins_anew(tmp_path: Path) -> None:
    old_server = make_older_home(tmp_path, NAMES, NOW)
    pinned = (tmp_path / "ca.pem").read_bytes()
    assert shake_hands(old_server, pinned=tmp_path / "ca.pem", name=NAMES[0])

    made = authority(tmp_path)
    renewed, agent = served(made), agents(made, tmp_path / "agent")

    assert (tmp_path / "ca.pem").read_bytes() == pinned
    assert (tmp_path / "ca.key").read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert renewed.certificate.read_bytes() != b""
    assert shake_hands(renewed, pinned=tmp_path / "ca.pem", name=NAMES[1], shown=agent)
    assert served(authority(tmp_path)).certificate.read_bytes() == renewed.certificate.read_bytes()


def test_who_does_not_prove_the_key_of_his_request_gets_nothing(tmp_path: Path) -> None:
    made = authority(tmp_path)
    good = x509.load_pem_x509_csr(make_request(make_key(), "agent"))
    der = bytearray(good.public_bytes(serialization.Encoding.DER))
    der[-1] ^= 1
    forged = x509.load_der_x509_csr(bytes(der)).public_bytes(PEM)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "agent")])
    builder = x509.CertificateSigningRequestBuilder().subject_name(name)
    weak = builder.sign(rsa.generate_private_key(65537, 2048), hashes.SHA256()).public_bytes(PEM)
    curve = builder.sign(ec.generate_private_key(ec.SECP384R1()), hashes.SHA256()).public_bytes(PEM)

    for csr in (forged, weak, curve, b"", b"-----BEGIN", b"x" * 20_000):
        with pytest.raises(Unreadable):
            made.public_key_of(csr)


def test_the_name_is_ours_whatever_the_request_says(tmp_path: Path) -> None:
    made = authority(tmp_path)
    wanted = Wanted(kind=AGENT, name="wh-1", csr=make_request(make_key(), "admin"))

    chain = made.issue(wanted, since=NOW, until=NOW + timedelta(days=1)).chain

    first = x509.load_pem_x509_certificates(chain)[0]
    assert first.subject.rfc4514_string() == "CN=wh-1"
    names = first.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [one.value for one in names] == ["urn:lianqiao:agent:wh-1"]


def test_the_list_of_what_was_taken_back_is_signed_by_the_authority(tmp_path: Path) -> None:
    made = authority(tmp_path)

    text = made.revocation_list([("abc123", NOW)], now=NOW, until=NOW + timedelta(days=7))

    crl = x509.load_pem_x509_crl(text)
    assert [one.serial_number for one in crl] == [0xABC123]
    assert crl.is_signature_valid(made.open().key.public_key())

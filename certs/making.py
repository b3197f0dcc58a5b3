"""Making an authority: a root for twenty years, an intermediate for five, and an older home moved over."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from certs.building import as_authority, named, started
from certs.keys import PEM, as_text, make_key, read_key, write_whole
from core.kernel.errors import Refused

ROOT_DAYS, INTERMEDIATE_DAYS = 7300, 1826
BACKDATED = timedelta(minutes=10)


def make_authority(folder: Path, passphrase: bytes, now: datetime) -> None:
    """ca.pem is written last: where it stands, everything does."""
    key = make_key()
    name = named("Lianqiao hub root")
    builder = started(name, name, key.public_key(), _valid(now, ROOT_DAYS))
    root = as_authority(builder, below=1).sign(key, hashes.SHA256())
    write_whole(folder / "root.key", as_text(key, passphrase), mode=0o600)
    _make_intermediate(folder, (key, root), passphrase, now)
    write_whole(folder / "ca.pem", root.public_bytes(PEM), mode=0o644)


def make_intermediate(folder: Path, passphrase: bytes, now: datetime) -> None:
    """A new intermediate under the root that stands. Raises Refused where the root's key is not here."""
    if not (folder / "root.key").exists():
        raise Refused(
            f"{folder / 'root.key'} is not here: bring the root's key back from where it is kept, then"
            " run `hub certs renew` again",
            cause="certs.root_key",
        )
    root = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
    _make_intermediate(folder, (read_key(folder / "root.key", passphrase), root), passphrase, now)


def is_older_home(folder: Path) -> bool:
    """Whether its one authority's key still stands there as it was made then, for everybody to use."""
    key = folder / "ca.key"
    return key.exists() and b"BEGIN PRIVATE KEY" in key.read_bytes()


def move_over(folder: Path, passphrase: bytes) -> None:
    """The key of an older home's authority, encrypted in its place."""
    write_whole(folder / "ca.key", as_text(read_key(folder / "ca.key", None), passphrase), mode=0o600)


def _make_intermediate(
    folder: Path, root: tuple[ec.EllipticCurvePrivateKey, x509.Certificate], passphrase: bytes, now: datetime
) -> None:
    root_key, root_certificate = root
    key = make_key()
    name = named(f"Lianqiao hub authority {now:%Y-%m-%d}")
    builder = started(name, root_certificate.subject, key.public_key(), _valid(now, INTERMEDIATE_DAYS))
    from_root = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    signed = as_authority(builder, below=0).add_extension(from_root, critical=False)
    certificate = signed.sign(root_key, hashes.SHA256())
    write_whole(folder / "intermediate.key", as_text(key, passphrase), mode=0o600)
    write_whole(folder / "intermediate.pem", certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)


def _valid(now: datetime, days: int) -> tuple[datetime, datetime]:
    return now - BACKDATED, now + timedelta(days=days)

"""The hub's own authority: agents pin its root, an intermediate signs every day, both keys are encrypted."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from certs.building import as_leaf, common_name, named, started
from certs.keys import PEM, alone, read_key, read_passphrase
from certs.making import is_older_home, make_authority, make_intermediate, move_over
from certs.requests import key_hash, proven_key
from core.hub.certificates import Issued, Wanted
from core.kernel.clock import Clock
from core.kernel.errors import Refused

INTERMEDIATE_LEFT = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What signs: a key, its certificate, and the certificates between it and the pinned root."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    between: bytes


class Authority:
    """Opened when first asked; its files are made when there are none, by one process of several.

    A home from before there was an intermediate keeps its one authority, whose key is encrypted now: it lets
    nobody stand below it, and the agents that pin it need not be told anything.
    """

    def __init__(self, folder: Path, *, clock: Clock, passphrase_file: Path | None = None) -> None:
        self.folder = folder
        self.pinned = folder / "ca.pem"
        self._clock = clock
        self._passphrase_file = passphrase_file
        self._lock = threading.Lock()
        self._signing: Signing | None = None

    def open(self) -> Signing:
        """Makes, moves over and renews what is due. Raises Refused with the file that is not as it should."""
        with self._lock:
            now = self._clock.now()
            if self._signing is None or self._is_due(self._signing, now):
                with alone(self.folder / ".lock"):
                    self._signing = self._opened(now)
            return self._signing

    def public_key_of(self, csr: bytes) -> str:
        return key_hash(proven_key(csr))

    def issue(self, wanted: Wanted, *, since: datetime, until: datetime) -> Issued:
        key, signing = proven_key(wanted.csr), self.open()
        if signing.certificate.not_valid_after_utc < until:
            raise Refused(
                f"the authority {signing.certificate.subject.rfc4514_string()} ends at"
                f" {signing.certificate.not_valid_after_utc:%Y-%m-%d}, before the certificate would: bring"
                f" {self.folder / 'root.key'} back and run `hub certs renew`",
                cause="certs.authority_ends",
            )
        whole = until.replace(microsecond=0)
        builder = started(named(common_name(wanted)), signing.certificate.subject, key, (since, whole))
        certificate = as_leaf(builder, wanted, signing.key.public_key()).sign(signing.key, hashes.SHA256())
        return issued_of(certificate, signing.between)

    def revocation_list(
        self, revoked: Sequence[tuple[str, datetime]], *, now: datetime, until: datetime
    ) -> bytes:
        """(serial, since when) of all that are taken back, signed, in PEM."""
        signing = self.open()
        builder = x509.CertificateRevocationListBuilder().issuer_name(signing.certificate.subject)
        builder = builder.last_update(now.astimezone(UTC)).next_update(until.astimezone(UTC))
        for serial, since in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(int(serial, 16)).revocation_date(since)
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(signing.key, hashes.SHA256()).public_bytes(PEM)

    def own(self) -> list[tuple[str, Issued]]:
        """The authority's own certificates by name, so that their end can be told."""
        signing = self.open()
        root = x509.load_pem_x509_certificate(self.pinned.read_bytes())
        found = [("root", issued_of(root, b""))]
        if signing.between:
            found.append(("intermediate", issued_of(signing.certificate, b"")))
        return found

    def renew(self) -> None:
        """A new intermediate, signed by the root, whose key must be here."""
        with self._lock, alone(self.folder / ".lock"):
            self._opened(self._clock.now())
            if not (self.folder / "intermediate.pem").exists():
                raise Refused(
                    f"{self.folder} has one authority and none below it; it is good until its own end"
                )
            passphrase = read_passphrase(self.folder, self._passphrase_file, may_make=False)
            make_intermediate(self.folder, passphrase, self._clock.now())
            self._signing = None

    def _opened(self, now: datetime) -> Signing:
        fresh, older = not self.pinned.exists(), is_older_home(self.folder)
        passphrase = read_passphrase(self.folder, self._passphrase_file, may_make=fresh or older)
        if fresh:
            make_authority(self.folder, passphrase, now)
        elif older:
            move_over(self.folder, passphrase)
        return self._read(passphrase, now)

    def _read(self, passphrase: bytes, now: datetime) -> Signing:
        chained = self.folder / "intermediate.pem"
        if not chained.exists():
            only = x509.load_pem_x509_certificate(self.pinned.read_bytes())
            return Signing(key=read_key(self.folder / "ca.key", passphrase), certificate=only, between=b"")
        certificate = x509.load_pem_x509_certificate(chained.read_bytes())
        key = read_key(self.folder / "intermediate.key", passphrase)
        ends = certificate.not_valid_after_utc - now < INTERMEDIATE_LEFT
        # Ended between the two, a renewal leaves a key beside the certificate of the one before.
        if key.public_key() != certificate.public_key() or (ends and (self.folder / "root.key").exists()):
            make_intermediate(self.folder, passphrase, now)
            certificate = x509.load_pem_x509_certificate(chained.read_bytes())
            key = read_key(self.folder / "intermediate.key", passphrase)
        return Signing(key=key, certificate=certificate, between=certificate.public_bytes(PEM))

    def _is_due(self, signing: Signing, now: datetime) -> bool:
        left = signing.certificate.not_valid_after_utc - now
        return bool(signing.between) and left < INTERMEDIATE_LEFT


def issued_of(certificate: x509.Certificate, between: bytes) -> Issued:
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise Refused("the certificate's key is not on an elliptic curve", cause="certs.key")
    return Issued(
        serial=f"{certificate.serial_number:x}",
        public_key=key_hash(key),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        chain=certificate.public_bytes(PEM) + between,
        not_after=certificate.not_valid_after_utc,
    )

"""The certificate this agent shows: a key of its own, and what the hub signed for it, in one private file."""

import logging
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from front_end_agent import machine
from front_end_agent.clock import Clock, SystemClock
from front_end_agent.errors import HubRefused, Misconfigured

log = logging.getLogger(__name__)
RENEW_AT = 2 / 3
VALID = re.compile(rb"# valid from ([0-9T:+-]{25}) until ([0-9T:+-]{25})\n")


class Certificate:
    """`agent.pem` (key and chain together, so that they never differ) and the key that waits for the next."""

    def __init__(self, home: Path, *, clock: Clock | None = None) -> None:
        self.path, self._waiting = home / "agent.pem", home / "agent.pem.next"
        self._clock = clock or SystemClock()

    def request(self) -> str:
        """A signing request for the next key, which is made once and kept until its answer has come."""
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization

        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "agent")])
        request = (
            x509.CertificateSigningRequestBuilder().subject_name(name).sign(self._next(), hashes.SHA256())
        )
        return request.public_bytes(serialization.Encoding.PEM).decode("ascii")

    def take(self, chain: str) -> None:
        """Keeps what the hub signed, from now on. Raises HubRefused if it is not for the key that waits."""
        from cryptography import x509
        from cryptography.hazmat.primitives import serialization

        key = self._next()
        try:
            first = x509.load_pem_x509_certificates(chain.encode("ascii"))[0]
        except (ValueError, IndexError) as error:
            raise HubRefused(f"the hub's certificate makes no sense: {error}") from error
        if first.public_key() != key.public_key():
            raise HubRefused("the hub's certificate is for another key than ours; ask again")
        text = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        # Read at every look, so it stands in plain words: the library for certificates is large.
        begins, ends = first.not_valid_before_utc.isoformat(), first.not_valid_after_utc.isoformat()
        said = f"# valid from {begins} until {ends}\n".encode("ascii")
        machine.write_private(self.path, said + text + chain.encode("ascii"))
        self._waiting.unlink(missing_ok=True)
        log.info("certificate %x holds until %s", first.serial_number, first.not_valid_after_utc)

    def stamp(self) -> int:
        """Changes when the certificate does; 0 while there is none."""
        try:
            return self.path.stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def shown(self) -> Path | None:
        """The file to show; None where there is none, or it is over: with that nobody would be let in."""
        valid = self.valid()
        return self.path if valid is not None and self._clock.now() < valid[1] else None

    def is_due(self) -> bool:
        """Whether two thirds of its life are over, or there is none."""
        valid = self.valid()
        return valid is None or self._clock.now() >= valid[0] + (valid[1] - valid[0]) * RENEW_AT

    def valid(self) -> tuple[datetime, datetime] | None:
        """From when to when; None while there is none."""
        try:
            if machine.open_to_others(self.path):
                raise Misconfigured(f"{self.path} can be read by others; run `chmod 600 {self.path}`")
            said = VALID.match(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Misconfigured(
                f"{self.path} cannot be read: {error}; move it away, a new one comes"
            ) from error
        if said is None:
            raise Misconfigured(f"{self.path} does not begin as we write it; move it away, a new one comes")
        begins, ends = (
            datetime.fromisoformat(group.decode("ascii")).astimezone(UTC) for group in said.groups()
        )
        return begins, ends

    def _next(self) -> Any:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        if not self._waiting.exists():
            key = ec.generate_private_key(ec.SECP256R1())
            text = key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            machine.write_private(self._waiting, text)
        try:
            return serialization.load_pem_private_key(self._waiting.read_bytes(), password=None)
        except ValueError as error:
            raise Misconfigured(
                f"{self._waiting} is no key: {error}; delete it, a new one is made"
            ) from error

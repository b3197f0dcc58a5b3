"""Houses that speak AS2: each with its key and its certificate, as PEM and as objects."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from adapters.as2.keys import Own
from adapters.as2.packing import Paper, Trust, Way, pack
from core.hub.contracts import Send

PLAIN_WAY = Way()
SINCE, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)
DOCUMENT = '{"document":"5f0c1f0e","text":"10.50 t 离库\\n\r\n--lq"}\n'.encode()


@cache
def house(name: str, *, until: datetime = UNTIL, bits: int = 2048) -> Own:
    """Of this name, with a key of its own."""
    key = rsa.generate_private_key(65537, bits)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number()).not_valid_before(SINCE).not_valid_after(until)
    return Own(key, built.sign(key, hashes.SHA256()))


def certificate_pem(own: Own) -> str:
    return own.certificate.public_bytes(Encoding.PEM).decode()


def key_pem(own: Own) -> bytes:
    return own.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def secret_of(own: Own) -> bytes:
    """As a secret file holds it."""
    return key_pem(own) + certificate_pem(own).encode()


def trust(receiver: Own, sender: Own, *, weak: bool = False, bytes_max: int = 1_000_000) -> Trust:
    return Trust(owns=(receiver,), certificates=(sender.certificate,), weak=weak, bytes_max=bytes_max)


def packed(
    sender: Own, receiver: Own, way: Way = PLAIN_WAY, document: bytes = DOCUMENT
) -> tuple[dict[str, str], bytes]:
    """Headers of the content, in small letters as doors see them, and the body."""
    paper = Paper(payload=document, media="application/json", name="a.json")
    made = pack(paper, own=sender, theirs=receiver.certificate, way=way)
    return {name.lower(): value for name, value in made.headers.items()}, made.body


def an_as2_send(address: str, receiver: Own, *, timeout_s: float = 60.0, **options: str) -> Send:
    """A send of a contract to this receiver."""
    return Send(
        name="out", adapter="as2", address=address, types=("t",), repeat="safe", timeout_s=timeout_s,
        options={"certificates": certificate_pem(receiver), **options},
    )  # fmt: skip

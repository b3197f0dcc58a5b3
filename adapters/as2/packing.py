"""A document into what is sent, and what came back into a document: compressed, signed, encrypted."""

from __future__ import annotations

import base64
from hashlib import sha256

import msgspec
from cryptography import x509

from adapters.as2 import ber
from adapters.as2.entity import Entity, base64_lines, made, multipart, parts_of, read_entity
from adapters.as2.enveloped import compress, decompress, decrypt, encrypt
from adapters.as2.keys import Own
from adapters.as2.signed import HASHES, digest_of, sign, verify
from core.kernel.errors import FAULTS, HubError, Unreadable

LAYERS_MAX = 6
PKCS7 = ("application/pkcs7-mime", "application/x-pkcs7-mime")
SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature")
# The same hash has two names, of before and after RFC 5751.
_MICALGS = {"sha1": "sha1", "sha256": "sha-256", "sha384": "sha-384", "sha512": "sha-512"}


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """How a document of ours travels; cipher "" = not encrypted."""

    sign: str = "sha256"
    cipher: str = "aes256"
    compress: bool = False


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A document that is to travel."""

    payload: bytes
    media: str
    name: str


class Packed(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent: the request's headers of its content, its bytes, and the MIC its receipt must bear."""

    headers: dict[str, str]
    body: bytes
    mic: bytes


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """What came: the document, and over what the receipt's MIC goes. encrypted: whether it was."""

    document: bytes
    media: str
    name: str
    signed: bytes
    encrypted: bool


class Trust(msgspec.Struct, frozen=True, kw_only=True):
    """Who may have sent it, and with which keys it is opened. weak: SHA-1 and 3DES count too."""

    owns: tuple[Own, ...]
    certificates: tuple[x509.Certificate, ...]
    weak: bool
    bytes_max: int


def pack(paper: Paper, *, own: Own, theirs: x509.Certificate, way: Way) -> Packed:
    """The same document signed is the same bytes, so that its MIC is the same at every try."""
    safe = "".join(
        each if (each.isascii() and each.isalnum()) or each in "._-" else "_" for each in paper.name
    )
    about = {"Content-Type": paper.media, "Content-Transfer-Encoding": "binary"}
    content = made({**about, "Content-Disposition": f'attachment; filename="{safe}"'}, paper.payload)
    if way.compress:
        content = made(_pkcs7("compressed-data", "smime.p7z"), compress(content))
    signature = made(
        {
            "Content-Type": f'{SIGNATURES[0]}; name="smime.p7s"',
            "Content-Transfer-Encoding": "base64",
            "Content-Disposition": 'attachment; filename="smime.p7s"',
        },
        base64_lines(sign(content, own, way.sign)),
    )
    kind = f'multipart/signed; protocol="{SIGNATURES[0]}"; micalg={_MICALGS[way.sign]}'
    stated, body = multipart(kind, f"lq-{sha256(content).hexdigest()[:32]}", content, signature)
    headers = {"Content-Type": stated}
    if way.cipher:
        kind = "authEnveloped-data" if way.cipher.endswith("-gcm") else "enveloped-data"
        body = encrypt(made(headers, body), theirs, way.cipher)
        headers = _pkcs7(kind, "smime.p7m")
    return Packed(headers=headers, body=body, mic=digest_of(content, way.sign))


def unpack(entity: Entity, trust: Trust) -> Opened:
    """Layer by layer. Unreadable by its cause: as2.decryption, as2.signature, as2.unsigned, as2.mime …

    Nothing that nobody signed is a document: encryption alone says nothing of who wrote it, and what is
    altered inside of CBC is found by the signature alone.
    """
    signed, encrypted = b"", False
    try:
        for _ in range(LAYERS_MAX):
            kind = _layer(entity)
            if kind == "signed" and not signed:
                entity = _verified(entity, trust)
                signed = entity.raw
            elif kind == "enveloped" and not signed and not encrypted:
                encrypted = True
                entity = read_entity(decrypt(entity.decoded(), trust.owns, weak=trust.weak))
            elif kind == "compressed":
                entity = read_entity(decompress(entity.decoded(), bytes_max=trust.bytes_max))
            else:
                break
        return _document(entity, signed, encrypted)
    except Unreadable as fault:
        raise _one_word(fault, encrypted=encrypted, signed=bool(signed)) from fault
    except FAULTS as error:
        raise _one_word(_none(error), encrypted=encrypted, signed=bool(signed)) from error


def mic_text(content: bytes, algorithm: str) -> str:
    """As a receipt says it: `base64, sha-256`."""
    return f"{base64.b64encode(digest_of(content, algorithm)).decode()}, {_MICALGS[algorithm]}"


def algorithm_of(name: str) -> str:
    """By a name as AS2 writes it, "" for one that is not known."""
    plain = name.strip().strip('"').lower().replace("-", "")
    return plain if plain in HASHES else ""


def _document(entity: Entity, signed: bytes, encrypted: bool) -> Opened:
    if not signed:
        raise Unreadable("nobody has signed it", cause="as2.unsigned")
    media = entity.media
    return Opened(
        document=entity.decoded(), media=media if media.isascii() else "application/octet-stream",
        name=entity.file_name(), signed=signed, encrypted=encrypted,
    )  # fmt: skip


def _layer(entity: Entity) -> str:
    if entity.media == "multipart/signed":
        return "signed"
    if entity.media not in PKCS7:
        return ""
    said = entity.word("smime-type").lower()
    if said in ("enveloped-data", "authenveloped-data"):
        return "enveloped"
    return "compressed" if said == "compressed-data" else _by_content(entity)


def _by_content(entity: Entity) -> str:
    """Some leave `smime-type` out: what it is stands inside too."""
    said = ber.read(entity.decoded()).part(0).raw
    return "compressed" if said == ber.oid("1.2.840.113549.1.9.16.1.9") else "enveloped"


def _verified(entity: Entity, trust: Trust) -> Entity:
    parts = parts_of(entity)
    if len(parts) != 2 or parts[1].media not in SIGNATURES:
        raise Unreadable("it is signed by none", cause="as2.signature")
    verify(parts[1].decoded(), parts[0].raw, trust.certificates, weak=trust.weak)
    return parts[0]


def _one_word(fault: HubError, *, encrypted: bool, signed: bool) -> Unreadable:
    """What goes wrong behind a decryption and before a signature says one thing, whatever it was."""
    if encrypted and not signed and fault.cause != "as2.cipher":
        return Unreadable("it cannot be decrypted, or nobody of the contract signed it", cause="as2.sealed")
    return fault if isinstance(fault, Unreadable) else _none(fault)


def _none(error: Exception) -> Unreadable:
    return Unreadable(f"it is not as AS2 has it: {type(error).__name__}", cause="as2.mime")


def _pkcs7(kind: str, name: str) -> dict[str, str]:
    return {
        "Content-Type": f'{PKCS7[0]}; smime-type={kind}; name="{name}"',
        "Content-Transfer-Encoding": "binary",
        "Content-Disposition": f'attachment; filename="{name}"',
    }

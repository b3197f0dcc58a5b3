"""Signed text: everything that is said on the wire and is not a frame."""

import msgspec

from front_end_agent.decoding import UNDECODABLE
from front_end_agent.errors import Untrusted
from front_end_agent.suites import SigningKey, key_id, verify


class SignedText(msgspec.Struct, frozen=True):
    """A JSON text and a signature over it and its purpose."""

    purpose: str
    signed: str
    key: str
    signature: str


def sign_text(purpose: str, said: object, *, key: SigningKey) -> bytes:
    signed = msgspec.json.encode(said).decode()
    signature = key.sign(_covered(purpose, signed)).hex()
    return msgspec.json.encode(SignedText(purpose, signed, key.id, signature))


def read_signed(text: bytes, *, public: bytes) -> SignedText:
    """Raises Untrusted unless the text is whole and signed by this key."""
    try:
        said = msgspec.json.decode(text, type=SignedText)
        signature = bytes.fromhex(said.signature)
    except (*UNDECODABLE, ValueError) as error:
        raise Untrusted(f"not a signed text: {error}") from error
    if said.key != key_id(public):
        raise Untrusted(f"signed by key {said.key}, but our hub's is {key_id(public)}")
    verify(public, message=_covered(said.purpose, said.signed), signature=signature)
    return said


def _covered(purpose: str, signed: str) -> bytes:
    return f"lianqiao-{purpose}-1\n{signed}".encode()

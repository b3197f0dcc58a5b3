"""The words of a send by SOAP in a contract, read once and held to what they may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from core.kernel.errors import Refused

WORDS = frozenset({
    "wsdl", "operation", "port", "header", "key_at", "inside", "user", "proof", "plain", "code", "done",
    "busy",
})  # fmt: skip
PROOFS = ("", "text", "digest", "basic")
_FORMATS = ("json", "xml")


class Options(NamedTuple):
    """operation, port: of the WSDL. header: the member of the values that are SOAP headers.

    key_at: the member that gets our id of the send, by which they know a repeat. inside: (member, format)
    of values that are sent as a text. user, proof: how we prove ourselves, with the secret.
    """

    operation: str
    port: str
    header: str
    key_at: tuple[str, ...]
    inside: tuple[tuple[str, str], ...]
    user: str
    proof: str
    judged: Mapping[str, str]


def options_of(name: str, given: Mapping[str, Any]) -> Options:
    """Raises Refused for a word that is none, and for one that is missing."""
    unknown = sorted(set(given) - WORDS)
    if unknown:
        raise _wrong(name, f"{unknown[0]!r} is none of {', '.join(sorted(WORDS))}")
    said = {word: _text(name, word, value) for word, value in given.items()}
    for word in ("wsdl", "operation"):
        if not said.get(word):
            raise _wrong(name, f"`{word}` is missing")
    if said.get("proof", "") not in PROOFS or bool(said.get("proof")) != bool(said.get("user")):
        raise _wrong(name, "`proof` is text, digest or basic, and goes with `user`")
    if bool(said.get("code")) != bool(said.get("done")):
        raise _wrong(name, "`code` (where the answer says it) goes with `done` (what means yes)")
    inside = tuple(
        (member, kind) for member, _, kind in (one.partition("=") for one in said.get("inside", "").split())
    )
    if any(kind.partition(":")[0] not in _FORMATS for _, kind in inside):
        raise _wrong(name, "`inside` is written member=json or member=xml:root")
    return Options(
        operation=said["operation"],
        port=said.get("port", ""),
        header=said.get("header", ""),
        key_at=tuple(said["key_at"].split("/")) if said.get("key_at") else (),
        inside=inside,
        user=said.get("user", ""),
        proof=said.get("proof", ""),
        judged={word: said[word] for word in ("code", "done", "busy") if word in said},
    )


def _text(name: str, word: str, value: Any) -> str:
    """A code that is a number is written as one."""
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    raise _wrong(name, f"`{word}` is a text")


def _wrong(name: str, text: str) -> Refused:
    return Refused(f"soap {name}: options: {text}", cause="soap.options")

"""One digest over sorted parameters and a secret, as Chinese ERPs ask for it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

from adapters.rest.words import Signed


def signature(words: Signed, secret: bytes, parameters: Mapping[str, str], body: bytes = b"") -> str:
    """Of the parameters but the signature itself, sorted by name, and of the body as the words say."""
    said = {name: value for name, value in parameters.items() if name != words.parameter}
    if words.body == "parameter":
        said[words.body_as] = body.decode("utf-8", "surrogateescape")
    if not words.blank:
        said = {name: value for name, value in said.items() if value != ""}
    text = words.join.join(_pair(words, name, said[name]) for name in sorted(said, key=str.encode)).encode(
        "utf-8", "surrogateescape"
    )
    if words.body == "behind":
        text += body
    digest = _digest(words, secret, text)
    written = base64.b64encode(digest).decode() if words.digest == "base64" else digest.hex()
    return written.upper() if words.digest == "hex" and words.case == "upper" else written


def _pair(words: Signed, name: str, value: str) -> str:
    """A plain replacement: what a value says is never read as words of ours."""
    text = words.pair
    known = {
        "{key_length}": f"{len(name):02}",
        "{value_length}": f"{len(value):04}",
        "{key}": name,
        "{value}": value,
    }
    parts: list[str] = []
    while text:
        mark = next((one for one in known if text.startswith(one)), "")
        parts.append(known[mark] if mark else text[0])
        text = text[len(mark) or 1 :]
    return "".join(parts)


def _digest(words: Signed, secret: bytes, text: bytes) -> bytes:
    name = words.algorithm.removeprefix("hmac_")
    if words.algorithm.startswith("hmac_"):
        return hmac.new(secret, text, name).digest()
    before = secret if words.around in ("both", "before") else b""
    behind = secret if words.around in ("both", "after") else b""
    return hashlib.new(name, before + text + behind, usedforsecurity=False).digest()

"""What is secret in what arrives: fields by their names, never understood, blanked where bytes are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from functools import lru_cache

from core.hub.node import Node
from core.hub.rows import Row
from core.kernel.errors import HubError

BLANK = "******"
# As every dialect writes them: letters only, without the signs between words.
SECRET_NAMES = frozenset({
    "sharedsecret", "credentialmac", "password", "passwd", "passphrase", "secret", "clientsecret",
    "appsecret", "accesssecret", "secretkey", "partnerkey", "privatekey", "apikey", "token", "accesstoken",
    "refreshtoken", "securitytoken", "binarysecuritytoken", "sessionkey", "authorization",
    "proxyauthorization",
})  # fmt: skip
# Words that mean other things too: only a value as long as a digest is a secret.
DIGEST_NAMES = frozenset({"sign", "datadigest"})
DIGEST_LENGTH_MIN = 16
_SIGNS = re.compile(r"[^a-z0-9]")
# The names as a text has them: with or without a sign between their words.
_WORDS = (
    r"shared[_-]?secret|credential[_-]?mac|passwd|password|passphrase|(?:client|app|access)[_-]?secret|secret"
    r"|secret[_-]?key|partner[_-]?key|private[_-]?key|api[_-]?key|(?:access|refresh|security)[_-]?token"
    r"|binary[_-]?security[_-]?token|token|session[_-]?key|(?:proxy-)?authorization"
)
_DIGESTS = r"sign|data[_-]?digest"
_QUOTED = r"(?P<mark>\\*[\"'])(?P<quoted>(?:(?!(?P=mark))(?:\\.|[^\\]))*)"
_PLAIN = r"(?P<plain>[^\s\"'\\,;&<>{}\[\]]+)"
_FOUND = (
    # <wsse:Password Type="…">value</wsse:Password>, with or without CDATA
    re.compile(
        rf"<(?:[\w.-]+:)?(?:{_WORDS})(?:\s[^<>]*)?>\s*(?:<!\[CDATA\[)?(?P<value>[^<\]]*)(?=<|\]\]>)",
        re.IGNORECASE,
    ),
    re.compile(rf"<(?:{_DIGESTS})>\s*(?P<value>[^<]{{{DIGEST_LENGTH_MIN},}})(?=<)", re.IGNORECASE),
    # "name": "value", name='value', name=value&, and the same inside a quoted text
    re.compile(rf"\b(?:{_WORDS})(?:\\*[\"'])?\s*[:=]\s*(?:{_QUOTED}|{_PLAIN})", re.IGNORECASE),
    re.compile(
        rf"\b(?:{_DIGESTS})(?:\\*[\"'])?\s*[:=]\s*(?:\\*[\"'])?(?P<value>[\w+/=-]{{{DIGEST_LENGTH_MIN},}})",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:Bearer|Basic)\s+(?P<value>[\w.~+/=-]{6,})", re.IGNORECASE),
    # an address with a password in it
    re.compile(r"://[^\s/?#:@\"']*:(?P<value>[^\s/?#@\"']+)@"),
)
_PARTS = re.compile(r"\w{4,}")
_SCHEMES = frozenset({"bearer", "basic", "digest", "null", "true", "false"})
_GROUPS = ("value", "quoted", "plain")


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Whether a field of this name holds a secret, whatever it says."""
    return _SIGNS.sub("", name.lower().lstrip("@").rpartition(":")[2]) in SECRET_NAMES


@lru_cache(maxsize=4096)
def _is_digest_name(name: str) -> bool:
    return _SIGNS.sub("", name.lower().lstrip("@")) in DIGEST_NAMES


def secret_nodes(tree: Node) -> list[Node]:
    """The nodes that are secret by their names; of one that is, nothing below it is looked at."""
    found: list[Node] = []
    # A document says the same few names again and again.
    harmless: set[str] = set()
    above = [] if _is_secret(tree, found, harmless) else [tree]
    for node in above:
        for child in node.children:
            if child.name not in harmless and _is_secret(child, found, harmless):
                continue
            if child.__class__ is Row:
                names = child.columns.names
                if not harmless.issuperset(names) and _may_be_secret(names, harmless):
                    above.append(child)
            elif child.children:
                above.append(child)
    return found


def _may_be_secret(names: Collection[str], harmless: set[str]) -> bool:
    """Whether one of the columns has a name that tells a secret; if none has, all are harmless."""
    if any(is_secret_name(name) or _is_digest_name(name) for name in names):
        return True
    harmless.update(names)
    return False


def _is_secret(node: Node, found: list[Node], harmless: set[str]) -> bool:
    """Puts a secret one to those found, and a name that tells no secret to the harmless."""
    name = node.name
    if (is_secret_name(name) and (node.value is not None or node.children)) or _is_digest(node):
        found.append(node)
        return True
    if not is_secret_name(name) and not _is_digest_name(name):
        harmless.add(name)
    return False


def _is_digest(node: Node) -> bool:
    value = node.value
    return value is not None and len(value) >= DIGEST_LENGTH_MIN and _is_digest_name(node.name)


def redacted(tree: Node, secret: Collection[Node]) -> Node:
    """The tree with these nodes blanked: their names and places stay, what they said is gone."""
    if not secret:
        return tree
    return _without(tree, {id(node) for node in secret})


def _without(node: Node, secret: set[int]) -> Node:
    if id(node) in secret:
        return Node(node.name, BLANK, (), node.at, "text", node.namespace)
    if not node.children:
        return node
    children = tuple(_without(child, secret) for child in node.children)
    return Node(node.name, node.value, children, node.at, node.kind, node.namespace)


def blank_text(text: str) -> str:
    """The text with every secret in it as asterisks, one for each sign of it."""
    return _blanked(text, lambda value: "*" * len(value))


def blank(payload: bytes) -> bytes:
    """The same of bytes, in whatever encoding; they stay as many, so that places stay true."""
    encoding = _encoding(payload)
    text = payload.decode(encoding, "surrogateescape")
    if encoding == "utf-8":
        blanked = _blanked(text, lambda value: "*" * len(value.encode("utf-8", "surrogateescape")))
    else:
        blanked = blank_text(text)
    return payload if blanked == text else blanked.encode(encoding, "surrogateescape")


def unreadable(payload: bytes) -> bytes:
    """As many bytes in as many lines, and nothing of what they said."""
    return b"\n".join(b"*" * len(line) for line in payload.split(b"\n"))


def scrubbed(error: HubError, payload: bytes) -> HubError:
    """The error without any secret of the bytes that it speaks of, which a reader may have quoted."""
    text = error.text
    for value in sorted(set(_secrets(payload.decode(_encoding(payload), "replace"))), key=len, reverse=True):
        text = text.replace(value, BLANK)
    text = blank_text(text)
    return error if text == error.text else type(error)(text, cause=error.cause, place=error.place)


def _secrets(text: str) -> Iterator[str]:
    for pattern in _FOUND:
        for match in pattern.finditer(text):
            value = _value(match)[0].strip()
            # A parser quotes a part of it too: of `a&secret;b` the entity that it does not know.
            yield from (part for part in (value, *_PARTS.findall(value)) if len(part) > 2)


def _value(match: re.Match[str]) -> tuple[str, int, int]:
    named = match.re.groupindex
    group = next((name for name in _GROUPS if name in named and match[name] is not None), "value")
    value = match[group] or ""
    # `Authorization: Bearer …` is found by its second word; null and true are no secrets.
    return ("", 0, 0) if value.lower() in _SCHEMES else (value, *match.span(group))


def _blanked(text: str, stars: Callable[[str], str]) -> str:
    for pattern in _FOUND:
        pieces, at = [], 0
        for match in pattern.finditer(text):
            value, start, end = _value(match)
            if value:
                pieces += [text[at:start], stars(value)]
                at = end
        text = "".join([*pieces, text[at:]]) if pieces else text
    return text


def _encoding(payload: bytes) -> str:
    """UTF-16 by its mark or its zeros, UTF-8, or any that has ASCII where ASCII stands."""
    big = payload[:2] == b"\xfe\xff" or payload[:1] == b"\x00"
    wide = payload[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in payload[:64]
    encoding = ("utf-16-be" if big else "utf-16-le") if wide else "utf-8"
    with suppress(UnicodeDecodeError):
        payload.decode(encoding)
        return encoding
    return "latin-1"

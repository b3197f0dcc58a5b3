"""Changes to an input: a little of it or much, and what parsers are known to stumble over."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

SIZE_MAX = 64 * 1024
NUMBERS = (
    b"0", b"-1", b"1", b"9007199254740993", b"9223372036854775808", b"18446744073709551616",
    b"-9223372036854775809", b"1" * 30, b"9" * 400, b"5000" + b"0" * 5000, b"1e400", b"1e-400",
    b"1E999999999", b"0.1", b"NaN", b"Infinity",
)  # fmt: skip
WORDS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\\ud800", b"\\u0000",
    b"\r", b"\n", b"\t", b'"', b"'", b",", b";", b"|", b"{", b"}", b"[", b"]", b":", b"<", b">", b"&",
    b"&#0;", b"&a;", b"<![CDATA[", b"<!DOCTYPE a [", b"<!--", b"?>", b"xmlns:a=''", b"%", b"%s", b"%00",
    b"../", b"null", b"true", b"{}", b"[]", b'""', b"*a", b"&a ", b"!!python/object:x", b"- ", b"  ", b"? ",
    b"|\n", b"\xe2\x80\xa8", "链桥".encode(), "链桥".encode("gbk"), b"0001-01-01T00:00:00Z",
    b"9999-12-31T23:59:59.999999-23:59", b"2026-02-30", b"+", b"=cmd", b"--", b" OR 1=1",
)  # fmt: skip
NESTS = (
    (b"[", b"]"),
    (b'{"a":', b"}"),
    (b"<a>", b"</a>"),
    (b"- ", b""),
    (b"(", b")"),
    (b"\x91", b""),
    (b"not ", b""),
)
_NUMBER = re.compile(rb"-?\d+")

Change = Callable[[bytes, random.Random, Sequence[bytes]], bytes]


def mutated(seed: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """One to six changes after another."""
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        seed = chance.choice(CHANGES)(seed, chance, others)[:SIZE_MAX]
    return seed


def _span(seed: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(seed) + 1)
    return start, min(len(seed), start + chance.choice((1, 1, 2, 4, 16, 64, 512)))


def _flip(seed: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    if not seed:
        return b"\x00"
    at = chance.randrange(len(seed))
    return seed[:at] + bytes([seed[at] ^ (1 << chance.randrange(8))]) + seed[at + 1 :]


def _cut(seed: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    start, end = _span(seed, chance)
    return seed[:start] + seed[end:]


def _end(seed: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    return seed[: chance.randrange(len(seed) + 1)]


def _again(seed: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    start, end = _span(seed, chance)
    return seed[:end] + seed[start:end] * chance.choice((1, 2, 50)) + seed[end:]


def _word(seed: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    start, end = _span(seed, chance)
    return seed[:start] + chance.choice(WORDS) + seed[chance.choice((start, end)) :]


def _number(seed: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    found = list(_NUMBER.finditer(seed))
    if not found:
        return _word(seed, chance, others)
    one = chance.choice(found)
    return seed[: one.start()] + chance.choice(NUMBERS) + seed[one.end() :]


def _noise(seed: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    start, end = _span(seed, chance)
    return seed[:start] + chance.randbytes(end - start) + seed[end:]


def _nest(seed: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    start, end = _span(seed, chance)
    opens, closes = chance.choice(NESTS)
    times = chance.choice((2, 70, 1100, 6000))
    return seed[:start] + opens * times + seed[start:end] + closes * times + seed[end:]


def _splice(seed: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    start, end = _span(other, chance)
    at, until = _span(seed, chance)
    return seed[:at] + chance.choice((other[start:end], other[start:])) + seed[until:]


CHANGES: tuple[Change, ...] = (
    _flip, _flip, _cut, _end, _again, _word, _word, _word, _number, _number, _noise, _nest, _splice,
)  # fmt: skip

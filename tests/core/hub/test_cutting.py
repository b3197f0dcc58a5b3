"""A large file of lines is cut into parts of whole lines; put together again they are the file."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.memory.blobs import MemoryBlobs
from core.hub.contents import keep_parts
from core.hub.contracts import Cut
from core.hub.cutting import LINE_BYTES_MAX, Part, cut_lines
from core.kernel.errors import Refused

HEAD = b"lot,quantity\n"


def a_cut(size: int, *, head: int = 1, quote: str = '"') -> Cut:
    """Smaller than any contract may say, so that a test need not be large."""
    return Cut(head=head, bytes=size, quote=quote)


def parts_of(payload: bytes, cut: Cut, *, piece: int = 7) -> list[Part]:
    return list(cut_lines((payload[at : at + piece] for at in range(0, len(payload), piece)), cut))


def test_each_part_has_the_head_and_says_at_which_line_it_begins() -> None:
    body = b"".join(b"L-%d,1\n" % number for number in range(10))

    parts = parts_of(HEAD + body, a_cut(30))

    assert b"".join(part.payload.removeprefix(HEAD) for part in parts) == body
    assert all(part.payload.startswith(HEAD) for part in parts)
    lines = (HEAD + body).split(b"\n")
    assert [lines[part.line - 1] for part in parts] == [part.payload.split(b"\n")[1] for part in parts]
    assert [part.more for part in parts] == [True] * (len(parts) - 1) + [False]
    assert sum(part.own for part in parts) == len(HEAD + body)


def test_a_line_within_quotes_is_not_cut() -> None:
    row = b'L-1,"two\nlines, one\nrow"\n'

    parts = parts_of(HEAD + row * 5, a_cut(30))

    assert len(parts) > 2
    assert all((len(part.payload) - len(HEAD)) % len(row) == 0 for part in parts)


def test_quotes_that_mean_nothing_are_said_to() -> None:
    parts = parts_of(b'5" pipe\n' * 9, a_cut(20, head=0, quote=""))

    assert len(parts) > 3


@pytest.mark.parametrize("payload", [b"", b"a", HEAD, HEAD + b"L-1,1"])
def test_what_is_small_is_one_part_as_it_came(payload: bytes) -> None:
    [part] = parts_of(payload, a_cut(100))

    assert (part.payload, part.more) == (payload, False)


def test_a_line_without_an_end_is_refused() -> None:
    with pytest.raises(Refused, match="line 2 does not end"):
        list(cut_lines([HEAD + b'"', *[b"x\n" * 1024 * 512] * 18], a_cut(1024)))
    assert LINE_BYTES_MAX == 16 * 1024**2


@given(
    rows=st.lists(st.binary(max_size=30).map(lambda row: row.translate(None, b'\n"')), max_size=40),
    size=st.integers(5, 80),
    piece=st.integers(1, 50),
    head=st.integers(0, 3),
)  # fmt: skip
def test_any_file_is_its_parts_put_together(rows: list[bytes], size: int, piece: int, head: int) -> None:
    payload = b"\n".join(rows)
    parts = parts_of(payload, a_cut(size, head=head), piece=piece)

    first, *others = parts
    top = b"".join(line + b"\n" for line in first.payload.split(b"\n")[:head]) if others else b""
    assert first.payload + b"".join(part.payload.removeprefix(top) for part in others) == payload


def test_parts_are_blobs_and_the_whole_has_its_own_hash() -> None:
    blobs = MemoryBlobs()
    payload = HEAD + b"L-1,1\n" * 100

    content = keep_parts(blobs, [payload[:50], payload[50:]], a_cut(64), bytes_max=10_000)

    assert (content.sha256, content.size) == (sha256(payload).hexdigest(), len(payload))
    assert b"".join(blobs.get(part.blob).removeprefix(HEAD) for part in content.parts) == payload[len(HEAD) :]
    with pytest.raises(Refused, match="more than the 100 bytes"):
        keep_parts(blobs, [payload], a_cut(64), bytes_max=100)

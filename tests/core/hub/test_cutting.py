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


def a_cut(size: int, *, head: int = 1, quote: str = '"', delimiter: str = "") -> Cut:
    """Smaller than any contract may say, so that a test need not be large."""
    return Cut(head=head, bytes=size, quote=quote, delimiter=delimiter)


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


def test_a_head_whose_names_are_on_two_lines_is_one_line_and_stands_before_each_part() -> None:
    head = b'lot,"quantity\nin t"\n'
    body = b"".join(b"L-%d,1\n" % number for number in range(10))

    parts = parts_of(head + body, a_cut(30))

    assert len(parts) > 2
    assert all(part.payload.startswith(head) for part in parts)
    assert b"".join(part.payload.removeprefix(head) for part in parts) == body
    lines = (head + body).split(b"\n")
    assert [lines[part.line - 1] for part in parts] == [part.payload.split(b"\n")[2] for part in parts]


def test_a_mark_before_a_quoted_head_is_no_part_of_its_first_cell() -> None:
    head = b'\xef\xbb\xbf"lot\nnumber",quantity\n'

    parts = parts_of(head + b"L-1,1\n" * 20, a_cut(40))

    assert len(parts) > 2
    assert all(part.payload.startswith(head) for part in parts)
    with pytest.raises(Refused, match="line 1 has a quote"):
        parts_of(b'\xef\xbb\xbf"lot "a" b",q\n' + b"L-1,1\n" * 20, a_cut(40))


def test_a_quote_in_the_midst_of_a_cell_is_a_sign_and_cuts_no_cell_in_two() -> None:
    row = b'5" pipe,"two\nlines",1\n'

    parts = parts_of(HEAD + row * 9, a_cut(60))

    assert len(parts) > 2
    assert all((len(part.payload) - len(HEAD)) % len(row) == 0 for part in parts)


def test_what_stands_between_cells_may_be_said() -> None:
    with pytest.raises(Refused, match="line 1 has a quote"):
        parts_of(b'a|"b|\n' * 9 + b'"x"\n', a_cut(20, head=0, delimiter=""))
    assert len(parts_of(b'a|"b|\n' * 9, a_cut(20, head=0, delimiter=";"))) > 2


def test_quotes_of_which_nobody_can_say_where_they_end_are_refused() -> None:
    with pytest.raises(Refused, match="line 3 has a quote in a quoted cell"):
        parts_of(HEAD + b'a,1\n"a "quoted, two\nword",1\n' + b"a,1\n" * 9, a_cut(60))


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("head", [0, 1])
def test_utf_16_is_cut_at_its_lines_and_each_part_says_what_it_is(codec: str, head: int) -> None:
    # U+0A0D and U+220A have the bytes of a line feed and a quote and are neither.
    rows = ["批号,数量\n"] + [f'L-{number},"\u0a0d\u220a\n钢"\n' for number in range(20)]
    payload = ("\ufeff" + "".join(rows)).encode(codec)

    parts = parts_of(payload, a_cut(60, head=head))

    assert len(parts) > 3
    texts = [part.payload.decode(codec) for part in parts]
    assert all(text.startswith("\ufeff" + (rows[0] if head else "")) for text in texts)
    first, *others = [text.removeprefix("\ufeff") for text in texts]
    assert first + "".join(text.removeprefix(rows[0]) for text in others) == "".join(rows)
    assert sum(part.own for part in parts) == len(payload)


@pytest.mark.parametrize("payload", [b"\xff\xfea\0\n\0" * 40 + b"a", "a,1\n".encode("utf-16-le") * 40])
def test_utf_16_that_is_broken_or_does_not_say_so_is_refused(payload: bytes) -> None:
    with pytest.raises(Refused, match=r"byte order mark"):
        parts_of(payload, a_cut(30))


def test_half_a_sign_of_utf_16_comes_out_as_it_came() -> None:
    [part] = parts_of(b"\xff\xfe<\xd8", a_cut(30))

    assert part.payload == b"\xff\xfe<\xd8"


def test_a_head_that_does_not_end_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(Refused, match="line 2 does not end"):
        list(cut_lines([HEAD, *[b"x" * 1024 * 1024] * 40], a_cut(1024, head=2)))


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
    rows=st.lists(st.binary(max_size=30).map(lambda row: row.translate(None, b'\n"\0\xff\xfe')), max_size=40),
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

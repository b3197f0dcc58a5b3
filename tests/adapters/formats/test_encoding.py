"""Encodings: EBCDIC is read as declared, its line ends are line ends, and nobody guesses it."""

from __future__ import annotations

import pytest

from adapters.formats import reader, writer
from adapters.formats.encoding import EBCDIC, decoded, encoded
from core.hub.node import Node
from core.kernel.errors import Unreadable

SIGNS = "Abc-019 [x]^{~}|!$#@ §ÄÖÜß ¬Ý¨"


@pytest.mark.parametrize("encoding", sorted(EBCDIC))
def test_a_mainframes_table_is_read_with_its_own_line_ends(encoding: str) -> None:
    payload = encoded("NO,QTY\x85A-1,12.5\x85", encoding)

    [row] = reader("csv").read(payload, {"encoding": encoding}).children

    assert b"\x15" in payload
    assert [(cell.name, cell.value) for cell in row.children] == [("NO", "A-1"), ("QTY", "12.5")]


@pytest.mark.parametrize("encoding", sorted(EBCDIC))
def test_what_is_written_in_ebcdic_is_read_back(encoding: str) -> None:
    assert decoded(encoded(SIGNS, encoding), encoding, "csv") == SIGNS
    # Each of the 256 bytes is one character, and goes back to itself.
    every = bytes(range(256))
    assert encoded(decoded(every, encoding, "csv").replace("\n", "\x85", 1), encoding) == every


def test_the_brackets_of_a_unix_mainframe_stand_where_they_stand() -> None:
    assert decoded(b"\xad\xbd\x5f\xb0\xba\xbb", "cp1047", "csv") == "[]^¬Ý¨"
    assert decoded(b"\xba\xbb\xb0\x5f", "cp037", "csv") == "[]^¬"


@pytest.mark.parametrize("name", sorted(EBCDIC))
def test_ebcdic_is_never_found_by_trying(name: str) -> None:
    options = {"encoding": "detect", "encodings": f"utf-8\n{name}"}

    with pytest.raises(Unreadable) as checked:
        reader("csv").check(options)
    with pytest.raises(Unreadable) as read:
        reader("csv").read(b"\xff", options)

    assert checked.value.cause == read.value.cause == "format.option"


@pytest.mark.parametrize("name", ["cp935", "cp937", "cp939", "cp424"])
def test_code_pages_that_are_not_read_are_refused_by_name(name: str) -> None:
    with pytest.raises(Unreadable) as caught:
        reader("csv").check({"encoding": name})

    assert "cp1047" in caught.value.text


def test_what_a_code_page_has_no_sign_for_is_not_written() -> None:
    with pytest.raises(Unreadable) as caught:
        writer("csv").write(Node("t", None, (Node("row", None, (Node("钢", "1"),)),)), {"encoding": "cp1047"})

    assert caught.value.cause == "csv.encoding"

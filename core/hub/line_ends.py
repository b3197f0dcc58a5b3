"""Where lines of a file end: a line break within a quoted cell ends none."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from functools import lru_cache

from core.kernel.errors import Refused

# What stands between two cells where a contract does not say which of them it is.
DELIMITERS = ",;\t|"


class NotToBeCut(Refused):
    """A line has no end: the file is none of lines, or its quotes mean nothing."""


class LineEnds:
    """How cells are written. A quote opens a cell only where one begins; in the midst of one it is a sign.

    lines: as many whole ones as there are; line: one; rest: the beginning of one more, which may end within
    quotes. A quote that closes a cell and is followed by more of it fits none of them.
    """

    def __init__(self, quote: bytes, delimiters: bytes) -> None:
        self._quote = quote
        # Where quotes mean nothing, every line break ends a line.
        self._line = re.compile(rb"[^\n]*+\n")
        if quote:
            q, d = re.escape(quote), re.escape(delimiters)
            # A byte order mark before the first cell is no part of it.
            inside = rb"(?:%b)?%b(?:[^%b]++|%b%b)*+" % (BOM_UTF8, q, q, q, q)
            quoted = rb"%b%b(?=[%b\r\n])" % (inside, q, d)
            plain = rb"(?!%b%b)[^%b%b\r\n][^%b\r\n]*+" % (BOM_UTF8, q, q, d, d)
            cells = rb"(?:%b|%b|[%b\r]++)*+" % (plain, quoted, d)
            self._line = re.compile(cells + rb"\n")
            self._lines = re.compile(rb"(?:%b\n)*+" % cells)
            self._rest = re.compile(rb"%b(?:%b%b?)?" % (cells, inside, q))

    def last(self, held: bytes, line: int) -> int:
        """Behind the last whole line, 0 where there is none yet; line: the number of the first."""
        if b"\0" in held:
            raise NotToBeCut(
                "it holds a NUL, as UTF-16 without its byte order mark does, and only text whose line feed is"
                " one byte can be cut; send UTF-8 (or UTF-16 with its mark), or leave `cut` out of the feed",
                cause="cut.nul",
            )
        if not self._quote or self._quote not in held:
            return held.rfind(b"\n") + 1
        found = self._lines.match(held)
        end = found.end() if found else 0
        if self._rest.fullmatch(held, end) is None:
            line += held.count(b"\n", 0, end)
            raise NotToBeCut(
                f"line {line} has a quote in a quoted cell that neither ends it nor is doubled, so nobody can"
                " say where its lines end; double it, or say `quote` and `delimiter` of `cut` as the file has"
                ' them (`quote: ""` where quotes mean nothing)',
                cause="cut.quote",
            )
        return end

    def head(self, lines: bytes, count: int) -> int:
        """Behind so many first lines, -1 where there are not so many whole ones."""
        end = 0
        for _ in range(count):
            found = self._line.match(lines, end)
            if found is None:
                return -1
            end = found.end()
        return end


@lru_cache(maxsize=64)
def line_ends(quote: str, delimiter: str) -> LineEnds:
    """As a contract's `cut` says it."""
    signs = (delimiter or DELIMITERS).replace(quote, "") if quote else ""
    return LineEnds(quote.encode(), signs.encode())

"""A DTM says its first and its last day by the format it names (2379), or why it names none."""

from __future__ import annotations

import pytest

from adapters.formats import reader
from tests.adapters.formats.edi_samples import at, edifact, orders, values


def days(text: str, form: str) -> tuple[str | None, str | None]:
    tree = reader("edifact").read(
        edifact(orders(1).replace("137:20261123:102", f"137:{text}:{form}".rstrip(":"))), {}
    )
    [first], [last] = (values(tree, f"message/DTM/@{name}") for name in ("first", "last"))
    return first, last


def why(text: str, form: str) -> str:
    dtm = edifact(orders(1).replace("137:20261123:102", f"137:{text}:{form}"))
    [first] = at(reader("edifact").read(dtm, {}), "message/DTM/@first")
    assert (first.kind, first.value) == ("fault", None)
    return first.children[0].value or ""


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("090226", "2"), ("020926", "3"), ("09022026", "4"), ("090220261330", "5"), ("20260209T1330", "10"),
        ("260209", "101"), ("20260209", "102"), ("26071", "103"), ("26040", "105"), ("2602091330", "201"),
        ("260209133059", "202"), ("202602091330", "203"), ("20260209133059", "204"),
        ("202602091330?+0100", "205"), ("2602091330UTC", "301"), ("202602091330EST", "303"),
        ("20260209133059UTC", "304"),
        ("20260209", ""), ("260209", ""), ("202602091330", ""),
        ("202602091330", "102"), ("20260209", "203"),
    ],
)  # fmt: skip
def test_a_day_is_read_by_its_format_and_not_by_its_looks(text: str, form: str) -> None:
    assert days(text, form) == ("2026-02-09", "2026-02-09")


@pytest.mark.parametrize(
    ("text", "form", "first", "last"),
    [
        ("202607", "616", "2026-02-09", "2026-02-15"),
        ("2607", "615", "2026-02-09", "2026-02-15"),
        ("202602", "610", "2026-02-01", "2026-02-28"),
        ("2812", "609", "2028-12-01", "2028-12-31"),
        ("20264", "608", "2026-10-01", "2026-12-31"),
        ("2026", "602", "2026-01-01", "2026-12-31"),
        ("202607202609", "716", "2026-02-09", "2026-03-01"),
        ("2026020920260301", "718", "2026-02-09", "2026-03-01"),
        ("20260209-20260301", "718", "2026-02-09", "2026-03-01"),
        ("260209260301", "717", "2026-02-09", "2026-03-01"),
        ("202602091330202603011200", "719", "2026-02-09", "2026-03-01"),
        ("202602202603", "710", "2026-02-01", "2026-03-31"),
    ],
)
def test_a_week_a_month_and_a_period_have_a_first_and_a_last_day(
    text: str, form: str, first: str, last: str
) -> None:
    assert days(text, form) == (first, last)


@pytest.mark.parametrize(
    ("text", "form", "words"),
    [
        ("30", "804", "counts 30 days"),
        ("2", "803", "counts 2 weeks"),
        ("0209", "106", "'0209' names the format 106, which gives no day"),
        ("02091330", "305", "names the format 305, which gives no day"),
        ("20260209", "999", "names the format 999"),
        ("20260230", "102", "is no date in the format 102"),
        ("30-06-2008", "102", "is no date in the format 102"),
        ("2026020920260131", "718", "is no date in the format 718"),
        ("202654", "616", "is no date in the format 616"),
        ("260366", "105", "is no date in the format 105"),
        ("202602092530", "203", "is no date in the format 203"),
        ("٢٠٢٦٠٢٠٩", "102", "is no date in the format 102"),
    ],
)
def test_what_gives_no_day_is_a_fault_of_its_value_and_says_why(text: str, form: str, words: str) -> None:
    if text.isascii():
        assert words in why(text, form)
    else:
        dtm = edifact(orders(1).replace("137:20261123", f"137:{text}"))
        [first] = at(reader("edifact").read(dtm, {"encoding": "utf-8"}), "message/DTM/@first")
        assert words in (first.children[0].value or "")


def test_an_empty_date_says_nothing() -> None:
    tree = reader("edifact").read(edifact(orders(1).replace("DTM+137:20261123:102", "DTM+137")), {})

    assert at(tree, "message/DTM/@first") == []

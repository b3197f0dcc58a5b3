"""Windows reach back a little, never reach what is not over, and lose nothing between two of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from adapters.rest.moments import Span, next_span, written
from adapters.rest.templates import filled, filled_all, filled_body
from adapters.rest.words import Window
from core.kernel.errors import Refused

BEGIN = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
HOURLY = Window(begin="2026-11-23T08:00:00+08:00", length_s=3600, overlap_s=60, lag_s=30)


def test_the_first_window_begins_where_it_is_told_and_the_next_a_little_before_its_end() -> None:
    now = BEGIN + timedelta(days=1)
    first = next_span(HOURLY, None, now)

    assert first == Span(BEGIN, BEGIN + timedelta(hours=1))
    assert next_span(HOURLY, first.until, now) == Span(
        BEGIN + timedelta(minutes=59), BEGIN + timedelta(hours=2)
    )


def test_a_window_stays_behind_now_and_is_none_while_nothing_is_over() -> None:
    reached = BEGIN + timedelta(hours=1)

    assert next_span(HOURLY, reached, reached + timedelta(seconds=30)) is None
    assert next_span(HOURLY, reached, reached + timedelta(seconds=40)) == Span(
        reached - timedelta(seconds=60), reached + timedelta(seconds=10)
    )
    assert next_span(HOURLY, None, BEGIN) is None


def test_however_the_clock_goes_every_moment_is_in_a_window() -> None:
    reached, spans = None, []
    for minute in range(0, 600, 7):
        span = next_span(HOURLY, reached, BEGIN + timedelta(minutes=minute))
        if span is not None:
            spans.append(span)
            reached = span.until

    assert all(later.since < earlier.until for earlier, later in pairwise(spans))
    assert spans[0].since == BEGIN


@pytest.mark.parametrize(
    ("format_", "said"),
    [
        ("epoch", "1795392000"), ("epoch_ms", "1795392000000"), ("iso", "2026-11-23T08:00:00+08:00"),
        ("%Y-%m-%d %H:%M:%S", "2026-11-23 08:00:00"), ("%Y%m%d", "20261123"),
    ],
)  # fmt: skip
def test_a_moment_is_written_as_the_partner_wants(format_: str, said: str) -> None:
    assert written(BEGIN, format_, "Asia/Shanghai") == said


@pytest.mark.parametrize("begin", ["", "2026-11-23T08:00:00", "yesterday", "0001-01-01T00:00:00+14:00"])
def test_a_begin_that_is_no_moment_is_refused(begin: str) -> None:
    with pytest.raises(Refused):
        next_span(Window(begin=begin), None, BEGIN)


def test_only_what_is_known_is_filled_in_and_a_parameter_without_its_value_is_left_out() -> None:
    values = {"page": "2", "cursor": "", "from": 'a"b'}

    assert filled("{page}/{other} {}", values) == "2/{other} {}"
    assert filled_all({"p": "{page}", "c": "{cursor}", "v": "1"}, values) == {"p": "2", "v": "1"}
    assert filled_body('[{"f":"{from}"}]', values, "application/json") == '[{"f":"a\\"b"}]'
    assert filled_body("<f>{from}</f>", values, "text/xml") == '<f>a"b</f>'

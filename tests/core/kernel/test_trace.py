"""W3C Trace Context: what is read, what is ignored, and what a trace of ours looks like."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.kernel.trace import TraceContext, kept_state, made_trace, read_trace, span_of, written

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "parent", [f"00-{TRACE}-{SPAN}-01", f"00-{TRACE}-{SPAN}-00", f"cc-{TRACE}-{SPAN}-01-more"]
)
def test_what_the_standard_allows_is_taken_up(parent: str) -> None:
    assert read_trace(parent, "a=1") == TraceContext(bytes.fromhex(TRACE), bytes.fromhex(SPAN), "a=1")


@pytest.mark.parametrize(
    "parent",
    [
        "",
        "nonsense",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01-more",
        f"00-{TRACE}-{SPAN}",
        f"cc-{TRACE}-{SPAN}-01more",
    ],
)
def test_what_the_standard_forbids_is_as_if_nothing_had_been_said(parent: str) -> None:
    assert read_trace(parent, "a=1") is None


def test_what_other_vendors_carry_is_kept_whole_or_dropped_whole() -> None:
    assert kept_state("a=1, b@c=2 ,") == "a=1,b@c=2"
    assert kept_state("x=" + "1" * 200 + ",y=" + "1" * 200) != ""
    assert kept_state("x=" + "1" * 255 + ",y=" + "1" * 254) == ""
    assert kept_state("a=1,no member") == ""
    assert kept_state(",".join(f"k{number}=1" for number in range(33))) == ""


def test_a_trace_of_ours_is_the_same_when_it_is_asked_for_again_and_sorts_by_time() -> None:
    first, again = made_trace(NOON, "a/1#0"), made_trace(NOON, "a/1#0")

    assert first == again
    assert made_trace(NOON, "a/1#1") != first
    assert made_trace(NOON + timedelta(milliseconds=1), "a/1#0") > first
    assert read_trace(written(first, span_of(first, "x"))) == TraceContext(first, span_of(first, "x"))

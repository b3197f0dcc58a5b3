"""Spans never hold anybody up: a collector that hangs fills a bounded queue, and the rest is counted."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from adapters.otel.spans import BATCH_MAX, QUEUE_MAX, Counts, OtlpSpans
from adapters.wiring.tracing import read_trace_settings
from core.hub.spans import Span
from core.kernel.clock import FixedClock
from core.kernel.errors import Refused
from core.kernel.trace import made_trace
from tests.programs import done

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OFF = """
import sys
from pathlib import Path
import gateway.cli.run, schedules.clock
from adapters.wiring.hub import SystemClock
from adapters.wiring.tracing import make_spans, read_trace_settings
make_spans(read_trace_settings({}), process="web", home=Path("."), clock=SystemClock())
# redis imports the library's other parts by itself wherever it finds them.
MADE = ("opentelemetry.exporter", "adapters.otel")
print(sorted(name for name in sys.modules if name.startswith(MADE)))
"""


@pytest.fixture
def hanging() -> Iterator[str]:
    """A collector that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def the_spans(url: str, ratio: str = "1") -> OtlpSpans:
    def counted(counts: Counts) -> None:
        """Nobody asks here."""

    return OtlpSpans(
        url, service="lianqiao-test", ratio=Decimal(ratio), clock=FixedClock(NOON), counted=counted
    )


def a_span(number: int) -> Span:
    trace = made_trace(NOON, str(number))
    return Span(trace=trace, span=trace[:8], parent=b"", name="x", began=NOON, ended=NOON)


def test_a_collector_that_hangs_holds_up_nobody_and_what_has_no_room_is_counted(hanging: str) -> None:
    spans = the_spans(hanging)
    count = QUEUE_MAX + BATCH_MAX + 100

    for number in range(count):
        spans.tell(a_span(number))

    assert spans.counts.dropped >= 100
    assert spans.counts.exported == 0


def test_every_process_samples_the_same_traces_and_about_as_many_as_it_is_told() -> None:
    traces = [made_trace(NOON, str(number)) for number in range(10_000)]
    one, other = the_spans("http://127.0.0.1:9", "0.1"), the_spans("http://127.0.0.1:9", "0.1")

    taken = [trace for trace in traces if one.wants(trace)]

    assert taken == [trace for trace in traces if other.wants(trace)]
    assert 800 < len(taken) < 1200
    assert not any(the_spans("http://127.0.0.1:9", "0").wants(trace) for trace in traces)
    assert not one.wants(None)


def test_where_nobody_collects_nothing_of_it_is_even_imported() -> None:
    assert done([sys.executable, "-c", OFF]).strip() == "[]"


@pytest.mark.parametrize("ratio", ["2", "-0.1", "much", "nan"])
def test_a_ratio_that_is_none_is_refused(ratio: str) -> None:
    with pytest.raises(Refused, match="LIANQIAO_OTEL_RATIO"):
        read_trace_settings({"LIANQIAO_OTEL_RATIO": ratio})

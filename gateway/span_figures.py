"""Figures of tracing: what became of the spans of the processes of this home."""

from __future__ import annotations

from pathlib import Path

from prometheus_client.core import CounterMetricFamily, Metric

from adapters.file.span_counts import span_counts


def span_figures(home: Path) -> list[Metric]:
    """Nothing where no process of this home ever told a span."""
    exported, dropped = span_counts(home)
    taken = CounterMetricFamily(
        "lianqiao_spans_exported", "Spans that the collector took", labels=("process",)
    )
    lost = CounterMetricFamily(
        "lianqiao_spans_dropped",
        "Spans that were dropped: the queue was full, or the collector away",
        labels=("process",),
    )
    for process in sorted(exported):
        taken.add_metric((process,), exported[process])
        lost.add_metric((process,), dropped[process])
    return [taken, lost] if exported else []

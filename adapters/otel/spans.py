"""Spans to an OpenTelemetry collector over OTLP/HTTP, by a thread of its own that nobody ever waits for."""

from __future__ import annotations

import atexit
import logging
import os
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExportResult
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode, TraceFlags

from core.hub.spans import Span
from core.kernel.clock import Clock

LOG = logging.getLogger("lianqiao.otel")
QUEUE_MAX = 2048
BATCH_MAX = 512
LOOK_S = 1.0
EXPORT_TIMEOUT_S = 5.0
# At the end of a process its last spans get so long, and no longer.
CLOSE_S = 2.0
_SAMPLES = 2**64
_KINDS = {
    "inside": SpanKind.INTERNAL,
    "server": SpanKind.SERVER,
    "client": SpanKind.CLIENT,
    "producer": SpanKind.PRODUCER,
    "consumer": SpanKind.CONSUMER,
}
_SCOPE = InstrumentationScope("lianqiao")
_SAMPLED = TraceFlags(TraceFlags.SAMPLED)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Counts:
    """What became of the spans of this process."""

    exported: int = 0
    dropped: int = 0


class OtlpSpans:
    """A bounded queue before the collector: full, or the collector away, spans are dropped and counted.

    ratio: of traces that are sampled, by the trace itself, so that every process takes the same ones.
    counted: told the counts after each batch, and at least once a second while they change.
    """

    def __init__(
        self, url: str, *, service: str, ratio: Decimal, clock: Clock, counted: Callable[[Counts], None]
    ) -> None:
        self._url = f"{url.rstrip('/')}/v1/traces"
        self._service = service
        self._bound = int(ratio * _SAMPLES)
        self._clock = clock
        self._counted = counted
        self._queue: queue.Queue[Span] = queue.Queue(QUEUE_MAX)
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._process = 0
        self.counts = Counts()

    def wants(self, trace: bytes | None) -> bool:
        return trace is not None and int.from_bytes(trace[8:], "big") < self._bound

    def moment(self) -> datetime:
        return self._clock.now()

    def tell(self, span: Span) -> None:
        if self._process != os.getpid():
            self._begin()
        try:
            self._queue.put_nowait(span)
        except queue.Full:
            with self._lock:
                self.counts.dropped += 1

    def close(self) -> None:
        """What still waits is tried once more, for two seconds at most."""
        self._closing.set()
        if self._thread is not None and self._process == os.getpid():
            self._thread.join(CLOSE_S)

    def _begin(self) -> None:
        """With the first span, and again in a process that was forked: threads stay with the parent."""
        with self._lock:
            if self._process == os.getpid():
                return
            self._process = os.getpid()
            self._thread = threading.Thread(target=self._run, name="otel", daemon=True)
            self._thread.start()
            atexit.register(self.close)

    def _run(self) -> None:
        exporter = OTLPSpanExporter(endpoint=self._url, timeout=EXPORT_TIMEOUT_S)
        # Its own words at every failure would fill the log; ours come once, when it begins and when it ends.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
        resources = {name: Resource({"service.name": name}) for name in (self._service, "lianqiao-agent")}
        away = False
        while not (self._closing.is_set() and self._queue.empty()):
            batch = self._batch()
            if not batch:
                self._counted(self.counts)
                continue
            failed = self._export(exporter, [_readable(span, resources, self._service) for span in batch])
            with self._lock:
                self.counts.dropped += len(batch) if failed else 0
                self.counts.exported += 0 if failed else len(batch)
            self._counted(self.counts)
            if bool(failed) != away:
                away = bool(failed)
                LOG.warning(
                    "the collector of traces %s",
                    f"does not take spans: {failed}" if away else "takes spans again",
                )
        exporter.shutdown()  # type: ignore[no-untyped-call]

    def _batch(self) -> list[Span]:
        try:
            batch = [self._queue.get(timeout=LOOK_S)]
        except queue.Empty:
            return []
        while len(batch) < BATCH_MAX:
            try:
                batch.append(self._queue.get_nowait())
            except queue.Empty:
                break
        return batch

    def _export(self, exporter: OTLPSpanExporter, spans: list[ReadableSpan]) -> str:
        """Why it failed, "" if it did not. Whatever the library raises, the pipe goes on."""
        try:
            done = exporter.export(spans)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return "" if done is SpanExportResult.SUCCESS else f"{self._url} did not answer as it should"


def _readable(span: Span, resources: dict[str, Resource], service: str) -> ReadableSpan:
    return ReadableSpan(
        name=span.name,
        context=_context(span.trace, span.span),
        parent=_context(span.trace, span.parent) if span.parent else None,
        resource=resources.get(span.service or service),
        attributes=dict(span.said),
        links=[Link(_context(*link)) for link in span.links],
        kind=_KINDS[span.kind],
        status=Status(StatusCode.ERROR, span.failed) if span.failed else Status(StatusCode.UNSET),
        start_time=_nanoseconds(span.began),
        end_time=_nanoseconds(span.ended),
        instrumentation_scope=_SCOPE,
    )


def _context(trace: bytes, span: bytes) -> SpanContext:
    return SpanContext(
        int.from_bytes(trace, "big"), int.from_bytes(span, "big"), is_remote=True, trace_flags=_SAMPLED
    )


def _nanoseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1) * 1000

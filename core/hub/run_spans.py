"""The spans of one unit of work: gathered while it runs, told when it is committed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from core.hub.arrivals import Arrival, Arriving
from core.hub.frames import Frame
from core.hub.message import Message
from core.hub.spans import Span, Spans
from core.kernel.trace import span_of, taken_span


def taken(
    spans: Spans, began: datetime, pairs: Sequence[tuple[Arriving, Arrival]], frames: Sequence[Frame] = ()
) -> None:
    """Each sampled arrival was taken in; before it stands what its agent says of it."""
    ended = spans.moment()
    for arriving, arrival in pairs:
        if not arrival.trace or not spans.wants(arrival.trace):
            continue
        if arriving.parent and arrival.door == "agent":
            spans.tell(_at_the_agent(arrival, arrival.trace, arriving.parent))
        said: dict[str, str | int] = {**_said(arrival), "lianqiao.run.arrivals": len(pairs)}
        spans.tell(
            Span(
                trace=arrival.trace,
                span=taken_span(arrival.trace, arrival.partition, arrival.number),
                parent=arriving.parent,
                name="intake",
                began=began,
                ended=ended,
                kind="consumer",
                said=said,
                links=_links(arrival, frames),
            )
        )


def _links(arrival: Arrival, frames: Sequence[Frame]) -> tuple[tuple[bytes, bytes], ...]:
    """The frame it came in, whose trace is its hash (docs/wire.md §2): others came in it too."""
    place = arrival.delivery.rpartition("#")[0]
    for frame in frames:
        header = frame.header
        if place == f"{header.agent}/{header.epoch}/{header.number}":
            digest = bytes.fromhex(frame.hash)
            return ((digest[:16], digest[16:24]),)
    return ()


def _at_the_agent(arrival: Arrival, trace: bytes, span: bytes) -> Span:
    """The agent exports nothing of its own: its frame says when the source had it and when it was sealed."""
    began = arrival.seen_at or arrival.sent_at or arrival.received_at
    return Span(
        trace=trace,
        span=span,
        parent=b"",
        name=f"agent {arrival.source}",
        began=began,
        ended=max(began, arrival.sent_at or began),
        kind="producer",
        said=_said(arrival),
        service="lianqiao-agent",
    )


class RunSpans:
    """What a unit of work does for each sampled message of it."""

    def __init__(self, spans: Spans) -> None:
        self._spans = spans
        self._began = spans.moment()
        self._told: list[Span] = []

    def wants(self, arrival: Arrival) -> bool:
        return self._spans.wants(arrival.trace)

    def moment(self) -> datetime:
        return self._spans.moment()

    def station(self, arrival: Arrival, message: Message, handler: str, began: datetime) -> None:
        """One handler of one room has had the message."""
        trace = arrival.trace or b""
        self._told.append(
            Span(
                trace=trace,
                span=span_of(trace, f"{handler} {message.message_id}"),
                parent=_handled_span(arrival),
                name=handler,
                began=began,
                ended=self._spans.moment(),
                said={"lianqiao.type": message.type, "lianqiao.key": message.key},
            )
        )

    def committed(self, run: Sequence[Arrival], following: Sequence[Arrival], *, why: str) -> None:
        """Everything is in the books: now it is told."""
        ended = self._spans.moment()
        for arrival in run:
            if self.wants(arrival):
                more: dict[str, str | int] = {"lianqiao.run.size": len(run), "lianqiao.run.why": why}
                spans = (_handled_span(arrival), _taken_span(arrival))
                self._told.append(_of(arrival, "handle", spans, (self._began, ended), more))
        for arrival in following:
            if self.wants(arrival):
                spans = (_taken_span(arrival), b"")
                self._told.append(_of(arrival, "follow", spans, (ended, ended)))
        for span in self._told:
            self._spans.tell(span)


def understood(spans: Spans, arrival: Arrival, began: datetime, failed: str) -> None:
    """The arrival's bytes have been read by the mapping in force."""
    span = span_of(arrival.trace or b"", f"understood {arrival.partition}/{arrival.number}")
    told = _of(arrival, "understand", (span, _taken_span(arrival)), (began, spans.moment()))
    spans.tell(msgspec.structs.replace(told, failed=failed))


def _of(
    arrival: Arrival,
    name: str,
    spans: tuple[bytes, bytes],
    times: tuple[datetime, datetime],
    more: dict[str, str | int] | None = None,
) -> Span:
    return Span(
        trace=arrival.trace or b"",
        span=spans[0],
        parent=spans[1],
        name=name,
        began=times[0],
        ended=times[1],
        said={**_said(arrival), **(more or {})},
    )


def _taken_span(arrival: Arrival) -> bytes:
    return taken_span(arrival.trace or b"", arrival.partition, arrival.number)


def _handled_span(arrival: Arrival) -> bytes:
    return span_of(arrival.trace or b"", f"handled {arrival.partition}/{arrival.number}")


def _said(arrival: Arrival) -> dict[str, str | int]:
    """Which message it is; nothing of what it says."""
    return {
        "lianqiao.message": f"{arrival.partition}/{arrival.number}",
        "lianqiao.partner": arrival.partner,
        "lianqiao.source": arrival.source,
        "lianqiao.site": arrival.site,
        "lianqiao.door": arrival.door,
        "lianqiao.bytes": arrival.size,
    }

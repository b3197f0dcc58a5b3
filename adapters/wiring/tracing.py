"""Where spans go: to the collector that the environment names, else nowhere, and then nothing is imported."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import urlsplit

from adapters.file.span_counts import SpanCountFile
from core.hub.spans import UNTOLD, Spans
from core.kernel.clock import Clock
from core.kernel.errors import Refused

URL, RATIO = "LIANQIAO_OTEL_URL", "LIANQIAO_OTEL_RATIO"
STANDARD_URL = "OTEL_EXPORTER_OTLP_ENDPOINT"
RATIO_ELSE = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceSettings:
    """url: of the collector's OTLP/HTTP, "" = none. ratio: of traces whose spans are told, 0 to 1."""

    url: str = ""
    ratio: Decimal = RATIO_ELSE


def read_trace_settings(environment: Mapping[str, str] | None = None) -> TraceSettings:
    """Raises Refused naming the variable that makes no sense."""
    said = os.environ if environment is None else environment
    url = said.get(URL, "") or said.get(STANDARD_URL, "")
    parts = urlsplit(url)
    if url and not (
        parts.hostname and (parts.scheme == "https" or _is_plain_here(parts.scheme, parts.hostname))
    ):
        raise Refused(
            f"{URL}: {parts.scheme}://{parts.hostname} is no https://host[:port]; spans name partners and"
            " their documents, so plain http goes to this machine alone"
        )
    return TraceSettings(url=url, ratio=_ratio(said.get(RATIO, "")))


def make_spans(settings: TraceSettings, *, process: str, home: Path, clock: Clock) -> Spans:
    """The spans of this process (web, worker, run, clock)."""
    if not settings.url:
        return UNTOLD
    from adapters.otel.spans import Counts, OtlpSpans

    file = SpanCountFile(home, process)

    def counted(counts: Counts) -> None:
        file.write(counts.exported, counts.dropped)

    return OtlpSpans(
        settings.url, service=f"lianqiao-{process}", ratio=settings.ratio, clock=clock, counted=counted
    )


def _ratio(text: str) -> Decimal:
    try:
        ratio = Decimal(text) if text else RATIO_ELSE
    except InvalidOperation:
        ratio = Decimal(-1)
    if not ratio.is_finite() or not 0 <= ratio <= 1:
        raise Refused(f"{RATIO}={text!r}: a number from 0 to 1 is wanted, 0.01 for one trace in a hundred")
    return ratio


def _is_plain_here(scheme: str, host: str) -> bool:
    try:
        return scheme == "http" and ipaddress.ip_address(host).is_loopback
    except ValueError:
        return scheme == "http" and host == "localhost"

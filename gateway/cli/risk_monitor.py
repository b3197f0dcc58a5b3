"""`hub risk monitor` and `sources`: how rules, inputs and sources of data did in a month."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated

import typer

from core.hub.ports import Store
from core.kernel.errors import Refused
from core.risk import (
    MOVED,
    SHIFTED,
    Drift,
    RuleFigures,
    Tallies,
    drifts_of,
    figures_of,
    overlaps_of,
    ranked,
    tallies_of,
    together,
)
from gateway.cli.risk_rules import At, place_of, rule_set_of
from gateway.opening import open_hub

PAIRS_SHOWN = 20
Month = Annotated[int, typer.Option(help="yyyymm, of the decisions' business days")]


def add_to(risk: typer.Typer) -> None:
    risk.command("monitor")(monitor)
    risk.command("sources")(sources)


def monitor(
    at: At, month: Month, against: Annotated[int, typer.Option(help="the month of reference, yyyymm")] = 0
) -> None:
    """Hits, bad rates and overlap of each version's rules in a month, and the drift of the inputs."""
    name, stage = place_of(at)
    hub, _settings = open_hub()
    found = tallies_of(hub.store, name, stage, month)
    if not found:
        raise Refused(f"nothing was decided by {name} at {stage} in {month}")
    for version, counts in sorted(found.items()):
        print(f"version {version} of {name} at {stage} in {month}: {counts.decisions} decisions")
        for line in _rules(hub.store, (name, version), stage, counts):
            print(line)
    before = tallies_of(hub.store, name, stage, against) if against else {}
    if against and not before:
        raise Refused(f"nothing was decided by {name} at {stage} in {against}")
    print(f"inputs against {against}" if against else "inputs; --against MONTH shows how they moved")
    for drift in drifts_of(together(found.values()), together(before.values()) if before else None):
        print(_drifted(drift))


def sources(at: At, month: Month) -> None:
    """Sources of data in a month: how much of what is asked each says, and how often its rules fail."""
    name, stage = place_of(at)
    hub, _settings = open_hub()
    found = tallies_of(hub.store, name, stage, month)
    if not found:
        raise Refused(f"nothing was decided by {name} at {stage} in {month}")
    for each in ranked(rule_set_of(hub.store, name, max(found)), stage, together(found.values())):
        print(
            f"{each.source}: says {percent(each.fill)} of {len(each.variables)} inputs,"
            f" {percent(each.hits)} fails a decision"
        )


def _rules(store: Store, of: tuple[str, int], stage: str, counts: Tallies) -> Iterator[str]:
    yield f"verdicts: {', '.join(f'{name} {count}' for name, count in sorted(counts.verdicts.items()))}"
    yield f"how it went is told of {counts.told}: {counts.bad} bad{_of(counts.bad, counts.told)}"
    for figures in figures_of(rule_set_of(store, *of), stage, counts):
        yield _figured(figures, counts.decisions)
    pairs = overlaps_of(counts)
    for first, second, count, share in pairs[:PAIRS_SHOWN]:
        yield f"{first} and {second} fail together {count} times, {percent(share)} of the rarer one's fails"
    if len(pairs) > PAIRS_SHOWN or counts.pairs_left:
        yield f"{max(0, len(pairs) - PAIRS_SHOWN)} more pairs, {counts.pairs_left} times pairs beyond them"


def _figured(figures: RuleFigures, decisions: int) -> str:
    told = ""
    if figures.told:
        told = (
            f"; bad {figures.bad} of {figures.told}{_of(figures.bad, figures.told)},"
            f" of the rest {figures.rest_bad} of {figures.rest_told}"
            f"{_of(figures.rest_bad, figures.rest_told)}"
        )
    return (
        f"{figures.code}: {figures.failed} fail{_of(figures.failed, decisions)}, {figures.passed} pass,"
        f" {figures.not_judged} not judged{told}"
    )


def _drifted(drift: Drift) -> str:
    said = f"{drift.variable}: said in {drift.said} of {drift.decisions}"
    if drift.psi is None:
        return said
    word = "shifted" if drift.psi >= SHIFTED else "moved" if drift.psi >= MOVED else "stable"
    return f"{said}, psi {drift.psi} {word}"


def _of(part: int, whole: int) -> str:
    return f" ({percent(Fraction(part, whole))})" if whole else ""


def percent(share: Fraction) -> str:
    """A share as a person reads it, to a tenth: "12.5 %"."""
    tenths = round(share * 1000)
    return f"{tenths // 10}.{tenths % 10} %"

"""A picture of who hangs together with whom: the party in the middle, a ring for each hop, circles marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import cos, pi, sin
from typing import NamedTuple

from core.parties import PartyLink, Tie, clusters, cycles

WIDTH, HEIGHT = 760, 500
RINGS = ((0, 0), (190, 120), (320, 205))
CIRCLES = ("holds", "controls", "guarantees", "trades")
SIGNS_MAX = 12
# How far a line stays from its ends, and how far it bends.
BACK, BEND = 11, 26


class End(NamedTuple):
    """Somebody or something on the picture; kind: party, or what it is; marked: it stands in a circle."""

    name: str
    text: str
    kind: str
    x: int
    y: int
    marked: bool


class Edge(NamedTuple):
    """A tie as a line from one end to another, pulled back from both; x, y: where its share stands."""

    kind: str
    share_ppm: int
    path: str
    x: int
    y: int
    marked: bool
    directed: bool


class Circle(NamedTuple):
    """Parties that each reach each other by one kind of tie."""

    kind: str
    names: tuple[str, ...]


class Picture(NamedTuple):
    """All that is drawn, and what stands out in it. box: the part of the plane that is used."""

    box: str
    ends: tuple[End, ...]
    edges: tuple[Edge, ...]
    circles: tuple[Circle, ...]
    together: tuple[tuple[str, ...], ...]


def picture_of(ties: Sequence[PartyLink], hops: Mapping[str, int], names: Mapping[str, str]) -> Picture:
    """The same ties give the same picture."""
    circles = circles_in(ties)
    marked = {(one.kind, name) for one in circles for name in one.names}
    places = _places(ties, hops)
    ends = [
        End(name, _short(names[name]), _kind(name), x, y, any((kind, name) in marked for kind in CIRCLES))
        for name, (x, y) in places.items()
    ]
    pairs = {(tie.begin, tie.end) for tie in ties}
    edges = [
        _edge(
            tie,
            places,
            (tie.end, tie.begin) in pairs,
            (tie.kind, tie.begin) in marked and (tie.kind, tie.end) in marked,
        )
        for tie in ties
    ]
    parties = [name for name in hops if _kind(name) == "party"]
    together = [tuple(group) for group in clusters(_plain(ties), parties=parties)]
    return Picture(_box(places.values()), tuple(ends), tuple(edges), circles, tuple(together))


def circles_in(ties: Iterable[PartyLink]) -> tuple[Circle, ...]:
    plain = list(_plain(ties))
    return tuple(Circle(kind, tuple(group)) for kind in CIRCLES for group in cycles(plain, kinds=[kind]))


def _plain(ties: Iterable[PartyLink]) -> Iterable[Tie]:
    return (Tie(one.kind, one.begin, one.end) for one in ties)


def _places(ties: Sequence[PartyLink], hops: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Each ring in the order of what its ends hang on, so that few ties cross."""
    angles: dict[str, float] = {}
    for ring in range(len(RINGS)):
        here = [name for name, hop in hops.items() if hop == ring]
        here.sort(key=lambda name: (_towards(name, ties, hops, angles), name))
        for at, name in enumerate(here):
            # Half a step off, ring by ring: an end does not hide behind the one it hangs on.
            angles[name] = -pi / 2 + 2 * pi * (at + (0.5 if ring == 2 else 0)) / max(1, len(here))
    return {
        name: (
            round(WIDTH / 2 + RINGS[hops[name]][0] * cos(angle)),
            round(HEIGHT / 2 + RINGS[hops[name]][1] * sin(angle)),
        )
        for name, angle in angles.items()
    }


def _towards(
    name: str, ties: Sequence[PartyLink], hops: Mapping[str, int], angles: Mapping[str, float]
) -> float:
    """The angle of the nearer end it hangs on."""
    near = [tie.end if tie.begin == name else tie.begin for tie in ties if name in (tie.begin, tie.end)]
    return min((angles[one] for one in near if one in angles and hops[one] < hops[name]), default=0.0)


def _edge(tie: PartyLink, places: Mapping[str, tuple[int, int]], bent: bool, marked: bool) -> Edge:
    """Bent where another goes the other way, so that both are seen."""
    (x1, y1), (x2, y2) = places[tie.begin], places[tie.end]
    length = max(1.0, ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5)
    back, bend = BACK / length, (BEND / length if bent else 0.0)
    dx, dy = (x2 - x1) * back, (y2 - y1) * back
    middle_x, middle_y = (x1 + x2) / 2 + (y1 - y2) * bend, (y1 + y2) / 2 + (x2 - x1) * bend
    return Edge(
        kind=tie.kind,
        share_ppm=tie.share_ppm,
        path=f"M{x1 + dx:.0f} {y1 + dy:.0f}Q{middle_x:.0f} {middle_y:.0f} {x2 - dx:.0f} {y2 - dy:.0f}",
        x=round((x1 + x2) / 4 + middle_x / 2),
        y=round((y1 + y2) / 4 + middle_y / 2) + 4,
        marked=marked,
        directed=tie.kind in CIRCLES,
    )


def _box(places: Iterable[tuple[int, int]]) -> str:
    heights = [y for _, y in places]
    top, bottom = min(heights) - 24, max(heights) + 40
    return f"0 {top} {WIDTH} {bottom - top}"


def _kind(name: str) -> str:
    kind, colon, _ = name.partition(":")
    return kind if colon else "party"


def _short(text: str) -> str:
    return text if len(text) <= SIGNS_MAX else text[: SIGNS_MAX - 1] + "…"

"""A failing seed as a short story: what was told of the deal, on which days, and what the hub said no to."""

from __future__ import annotations

from datetime import timedelta

from tests.properties.year.house import House, Told

LINES_MAX = 40
WIDTH_MAX = 150
HOME = timedelta(hours=8)


def story(house: House, seed: int, deal: str, what: str) -> str:
    """At most LINES_MAX lines; of a long story the beginning and what came last."""
    told = [each for each in house.told if deal and each.deal == deal] or [
        each for each in house.told if each.why
    ]
    lines = [_line(each) for each in told]
    head = [f"seed {seed}, deal {deal or 'unknown'}: {what}"[:400]]
    room = LINES_MAX - len(head)
    if len(lines) > room:
        first = room // 3
        left_out = len(lines) - room + 1
        lines = [*lines[:first], f"… {left_out} more …", *lines[-(room - first - 1) :]]
    return "\n".join([*head, *lines])


def _line(told: Told) -> str:
    at = (told.at + HOME).strftime("%m-%d %H:%M")
    said = f"{at} {told.type} {told.text}".rstrip()
    return f"{said} -> {told.why}"[:WIDTH_MAX] if told.why else said[:WIDTH_MAX]

"""In which mood a program of the outside answers, and what it says then, when."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

import msgspec

Kind = Literal["on_time", "late", "silent", "wrong", "twice", "contradictory", "cuts"]


class Mood(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """kind: on_time; late, by `late_s`; silent: it never answers; wrong: it answers something that is not so;
    twice: the same two times; contradictory: first one thing, then its opposite; cuts: it takes what it is
    asked, breaks the line before it says so, once, and then answers in time.
    """

    kind: Kind = "on_time"
    late_s: Annotated[float, msgspec.Meta(ge=0, le=600)] = 0.0


class Answer(NamedTuple):
    """What a program would say of one thing: as it is, as it is not, and the opposite."""

    right: Any
    wrong: Any
    opposite: Any


class Telling(NamedTuple):
    """One thing said: so much later, for the so-manieth time."""

    after_s: float
    time: int
    said: Any


def tellings(mood: Mood, answer: Answer) -> list[Telling]:
    """What is said in this mood, in its order."""
    right = Telling(mood.late_s if mood.kind == "late" else 0.0, 1, answer.right)
    if mood.kind == "silent":
        return []
    if mood.kind == "wrong":
        return [right._replace(said=answer.wrong)]
    if mood.kind == "twice":
        return [right, right._replace(time=2)]
    if mood.kind == "contradictory":
        return [right, Telling(0.0, 2, answer.opposite)]
    return [right]

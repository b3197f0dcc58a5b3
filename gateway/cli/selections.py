"""What a plan is about, said as NAME=VALUE words."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from core.hub import failures
from core.hub.plan_records import Selection
from core.kernel.errors import Refused
from gateway.cli.said import moment

_TEXTS = ("partner", "source", "mapping", "type", "cause", "state", "key")
_MOMENTS = ("since", "until")
PLACE = "place"
NAMES = (*_TEXTS, *_MOMENTS, PLACE)
STATES = (failures.OPEN, failures.WAITING, failures.PARKED)


def selection_of(words: Sequence[str]) -> Selection:
    """The selection; `place` may be said often, the rest once. Refused naming the word that is wrong."""
    said: dict[str, str] = {}
    places: list[str] = []
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not value or name not in NAMES:
            raise Refused(f"{word!r} chooses nothing; write NAME=VALUE, NAME one of {', '.join(NAMES)}")
        if name == PLACE:
            places.append(value)
        elif name in said:
            raise Refused(f"{name} is said twice; only {PLACE} may be")
        else:
            said[name] = value
    if said.get("state", failures.OPEN) not in STATES:
        raise Refused(f"state={said['state']}: failures that a plan retries are {', '.join(STATES)}")
    moments = {name: moment(said.pop(name)) for name in _MOMENTS if name in said}
    return msgspec.convert({**said, **moments, "places": tuple(places)}, Selection)

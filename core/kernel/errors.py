"""Four errors, one for each thing the hub can do about them."""

from __future__ import annotations

import msgspec


class HubError(Exception):
    """A failure the hub knows how to answer; `cause` names its group, `place` where it is in the input.

    cause: a short stable word for one reason at one mapping line or rule, the same whatever the values
           ("custody.release.over_order", "map.decimal@orders.yaml:14"); failures are grouped by it.
    place: path, cell, line or byte range in the original, or "" where there is none.
    """

    def __init__(self, text: str, *, cause: str = "", place: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.cause = cause or type(self).__name__.lower()
        self.place = place


class Refused(HubError):
    """Understood, and the answer is no: never retried."""


class Unreadable(HubError):
    """Cannot be understood: a dead letter at once."""


class Unavailable(HubError):
    """Something needed is away: tried again, then a dead letter."""


class Broken(HubError):
    """Our own promise failed: that partition stops and a person is called."""


# What a fault in our own program raises. Only where one message is taken apart from the others is it
# answered: that one becomes a dead letter or stops its partition, the others go on.
FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)

# What msgspec raises for bytes from outside that are not what was asked for: text that is no UTF-8, and what
# is nested deeper than it goes, come as errors of Python's own.
UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

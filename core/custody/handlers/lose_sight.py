"""A feed or an agent fell silent: what it speaks of is not seen, so nothing is let go there (C05)."""

from __future__ import annotations

from datetime import UTC

from core.custody.asked import FeedSilent
from core.custody.blind import go_blind
from core.custody.blind_row import Blindness
from core.custody.booking import Booking
from core.custody.settle import settled
from core.custody.work import CustodyWork
from core.hub.handling import handles
from core.hub.message import Message


@handles("custody.feed_silent.v1")
def lose_sight(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(FeedSilent)
    booking = Booking(message, work)
    cause = Blindness(site=said.site, cause=said.cause, since=said.since.astimezone(UTC), text=said.text)
    go_blind(booking, cause)
    return settled(booking)

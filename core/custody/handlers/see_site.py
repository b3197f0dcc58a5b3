"""A feed or an agent speaks again: its sites are seen, unless something else keeps them from it."""

from __future__ import annotations

from core.custody.asked import FeedHeard
from core.custody.blind import see_again
from core.custody.booking import Booking
from core.custody.settle import settled
from core.custody.work import CustodyWork
from core.hub.handling import handles
from core.hub.message import Message


@handles("custody.feed_heard.v1")
def see_site(message: Message, work: CustodyWork) -> list[Message]:
    said = message.read(FeedHeard)
    booking = Booking(message, work)
    see_again(booking, said.site, said.cause, f"{said.cause} speaks again")
    return settled(booking)

"""What a file's envelopes say of it, whatever the format: interchanges, groups, messages and their places."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import msgspec

from core.hub.node import Node


class OutlinedMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One message. first, last: its segments, counted in the file. answers: it is an answer itself."""

    type: str
    reference: str
    first: int
    last: int
    version: str = ""
    agency: str = ""
    association: str = ""
    answers: bool = False


class OutlinedGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Messages that stand together; stated: how many its foot says there are."""

    kind: str = ""
    reference: str = ""
    sender: str = ""
    sender_scheme: str = ""
    receiver: str = ""
    receiver_scheme: str = ""
    version: str = ""
    stated: int | None = None
    messages: tuple[OutlinedMessage, ...] = ()


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """One interchange. content: SHA-256 of what it says, the same however it is wrapped.

    prepared: the day and time of its head, in its own digits.
    """

    standard: str
    reference: str
    first: int
    last: int
    content: str
    sender: str = ""
    sender_scheme: str = ""
    receiver: str = ""
    receiver_scheme: str = ""
    syntax: str = ""
    prepared: str = ""
    test: bool = False
    groups: tuple[OutlinedGroup, ...] = ()


@runtime_checkable
class Outlining(Protocol):
    """A reader of a format that has envelopes."""

    def outlines(self, payload: bytes, options: dict[str, str], tree: Node | None) -> tuple[Outline, ...]:
        """The interchanges of a file; `tree` is what it was read as, None where it was refused.

        Of one that was refused all that can be made out, however much is wrong with it; it never raises.
        """
        ...

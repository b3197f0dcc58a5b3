"""Envelopes round messages: interchange, group, message; each has a head, a foot, a count and a reference."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping

from adapters.formats.edi.families import Envelope, Family, Where
from adapters.formats.edi.leniency import PASSABLE, Leniency, leniency
from adapters.formats.edi.places import File, Piece, Places
from adapters.formats.edi.segments import NAMES, Cut, with_more
from core.hub.node import At, Node
from core.kernel.errors import Unreadable

__all__ = ["Envelope", "Family", "Reading", "Where", "shown", "tree"]

DIGITS = 18
SHOWN_MAX = 40


def tree(family: Family, file: File, pieces: Iterable[Piece], options: Mapping[str, str]) -> Node:
    """All the interchanges of a file, one after the other below one root."""
    allowed = leniency(options)
    nodes: list[Node] = []
    at: At = "segment 1"
    segments = 1
    for piece in pieces:
        places = Places(file, piece, segments)
        at = at if nodes else (places, 0)
        cut = Cut(family.cause, places, options, family.meant)
        segments += len(cut.parts)
        nodes += _interchange(Reading(family, cut, allowed))
    if not nodes:
        raise Unreadable(
            "there is no interchange in it; send one", cause=f"{family.cause}.empty", place="byte 0"
        )
    return Node("interchange", None, tuple(nodes), at)


def _interchange(reading: Reading) -> list[Node]:
    """The nodes of one; where the partner's unit is the interchange, one that is broken sinks no other."""
    try:
        return reading.nodes()
    except Unreadable as error:
        if not reading.leniency.marks_interchanges:
            raise
        return reading.broken(error)


class Tally:
    """What was counted below an envelope."""

    def __init__(self) -> None:
        self.groups = self.messages = self.beside = 0
        self.references: set[str] = set()
        self.groups_named: set[str] = set()


class Reading:
    """Goes once through the segments of one interchange and makes its nodes."""

    def __init__(self, family: Family, cut: Cut, leniency: Leniency) -> None:
        self.family, self.cut, self.leniency = family, cut, leniency
        self._unended = cut.tail.startswith(family.interchange.foot + cut.signs.element)
        if self._unended:
            cut.parts.append(cut.tail.split(cut.signs.element))
        self._tags = [parts[0] for parts in cut.parts]
        envelopes = (family.interchange, family.group, family.message)
        service = {each.head for each in envelopes} | {each.foot for each in envelopes}
        # What closes the group or the interchange that is read, or begins the next.
        self._around = service - {family.message.head, family.message.foot}
        self._stops = [index for index, tag in enumerate(self._tags) if tag in service]
        self._end = len(self._tags)
        self._at = 0
        self._interchange: int | None = None
        self._group: int | None = None

    def nodes(self) -> list[Node]:
        """Everything of the interchange, in order, and a flag for each thing passed over."""
        tally = Tally()
        nodes: list[Node] = []
        envelope, flaw = self.family.interchange, self.cut.flaw
        if flaw:
            nodes += self._passed(flaw.reason, 0, flaw.text, flaw.element)
        self._interchange = self._opened(envelope, nodes)
        self._between(nodes, tally)
        self._close(envelope, self._interchange, tally, nodes)
        if not (tally.groups or tally.messages or tally.beside):
            raise self.cut.fault("empty", 0, "begins an interchange without a message; send its messages")
        return nodes + self._trailing()

    def broken(self, error: Unreadable) -> list[Node]:
        """The interchange as one unit that could not be read, behind its head if it has one."""
        heads = self._tags[:1] == [self.family.interchange.head]
        head = self.cut.plain if self.family.needs_group else self.cut.node
        self._at = self._end
        return [*([head(0)] if heads else []), self._fault(error, 0)]

    def _tag(self) -> str:
        return self._tags[self._at] if self._at < self._end else ""

    def _opened(self, envelope: Envelope, nodes: list[Node]) -> int | None:
        if self._tag() != envelope.head:
            text = f"stands outside of an interchange, {envelope.head} is missing; send all of it"
            nodes += self._passed("envelope", self._at, text)
            return None
        # X12 names its signs in elements of this one.
        nodes.append(self.cut.plain(self._at) if self.family.needs_group else self.cut.node(self._at))
        self._at += 1
        return self._at - 1

    def _close(self, envelope: Envelope, head: int | None, tally: Tally, nodes: list[Node]) -> None:
        if self._tag() == envelope.foot:
            nodes.append(self.cut.node(self._at))
            nodes += self._matched(envelope, head, self._at, tally.groups or tally.messages)
            self._at += 1
        elif head is not None:
            found = f"{self._tag()} stands here" if self._tag() else "nothing follows"
            text = f"is not closed: {found} where {envelope.foot} should; send all of it"
            nodes += self._passed("envelope", head, text)

    def _between(self, nodes: list[Node], tally: Tally) -> None:
        """Groups and messages, until a segment that closes what they are in."""
        family, inner = self.family, self._group is not None
        while self._at < self._end:
            tag = self._tag()
            if tag == family.message.head:
                tally.messages += 1
                if family.needs_group and not inner:
                    text = f"is in no group, {family.group.head} is missing; send all of it"
                    nodes += self._passed("envelope", self._at, text)
                nodes.append(self._message(tally))
            elif tag == family.group.head and not inner:
                tally.groups += 1
                nodes.append(self._grouped(tally))
            elif tag in family.beside and not inner:
                tally.beside += 1
                nodes.append(self.cut.node(self._at))
                self._at += 1
            elif tag in self._around:
                return
            else:
                nodes.append(self._stray(tally))

    def _grouped(self, above: Tally) -> Node:
        head, children, tally = self._at, [self.cut.node(self._at)], Tally()
        if not self.family.needs_group:
            children += self._once(self.family.group, head, above.groups_named)
        self._group = head
        self._at += 1
        self._between(children, tally)
        self._close(self.family.group, head, tally, children)
        self._group = None
        return Node("group", None, tuple(children), (self.cut.places, head))

    def _stop(self) -> int:
        """Where the next head or foot stands."""
        found = bisect_right(self._stops, self._at)
        return self._stops[found] if found < len(self._stops) else self._end

    def _message(self, tally: Tally) -> Node:
        begin, stop = self._at, self._stop()
        closed = stop < self._end and self._tags[stop] == self.family.message.foot
        self._at = stop + closed
        try:
            return self._whole(begin, stop, closed, tally)
        except Unreadable as error:
            return self._broken(error, begin)

    def _whole(self, begin: int, stop: int, closed: bool, tally: Tally) -> Node:
        """One message with what it says of itself, its segments in order and what was passed over."""
        cut, envelope = self.cut, self.family.message
        places = cut.places
        described = self.family.described(cut, Where(self._interchange, self._group, begin, stop))
        said = [Node(name, text, (), (places, begin)) for name, text in described if text]
        # The head says it too: rules whose units are segments have no other way to know.
        children = [*said, with_more(cut.node(begin), said)]
        children += [cut.node(index) for index in range(begin + 1, stop + closed)]
        children += self._once(envelope, begin, tally.references)
        if closed:
            children += self._matched(envelope, begin, stop, stop - begin + 1)
        else:
            text = f"is a message without its end, {envelope.foot} is missing; send it whole"
            children += self._passed("envelope", begin, text)
        if self.leniency.checks_structure:
            self._in_order(described[0][1], begin, stop)
        return Node("message", None, tuple(children), (places, begin))

    def _once(self, envelope: Envelope, index: int, known: set[str]) -> list[Node]:
        """Whether a head bears a reference that none of its kind bore before it."""
        reference = self.cut.value(index, envelope.reference)
        if reference not in known:
            known.add(reference)
            return []
        kind = "message" if envelope is self.family.message else "group"
        text = f"has the reference {shown(reference)} of a {kind} before it; number them apart"
        return self._passed("duplicate", index, text, envelope.reference)

    def _in_order(self, kind: str, begin: int, stop: int) -> None:
        order = self.family.order(kind)
        wrong = order.fault(self._tags[begin + 1 : stop]) if order else None
        if wrong is not None:
            offset, text = wrong
            said = f"{text} in {kind}; mend the message, or say `structure: ignore`"
            raise self.cut.fault("structure", min(begin + 1 + offset, self._end - 1), said)

    def _stray(self, tally: Tally) -> Node:
        """Segments that are in no message, up to what begins or ends something."""
        begin = self._at
        if self._tag() != self.family.message.foot:
            self._at = self._stop()
        if self._tag() == self.family.message.foot:
            self._at += 1
            tally.messages += 1
        text = f"is in no message, {self.family.message.head} is missing; send it whole"
        return self._broken(self.cut.fault("envelope", begin, text), begin)

    def _broken(self, error: Unreadable, begin: int) -> Node:
        if not self.leniency.marks:
            raise error
        return self._fault(error, begin)

    def _fault(self, error: Unreadable, begin: int) -> Node:
        """A unit that is none, with what its head says of it and how far it goes."""
        places = self.cut.places
        known: list[tuple[str, str]] = []
        if self._tags[begin : begin + 1] == [self.family.message.head]:
            known = self.family.described(self.cut, Where(self._interchange, self._group, begin))
        children = [Node(name, text, (), (places, begin)) for name, text in known if text]
        end = Node("@end", None, (), (places, max(self._at - 1, begin)))
        cause = Node("@cause", error.cause, (), (places, begin))
        return Node("message", error.text, (*children, cause, end), (places, begin), "fault")

    def _matched(self, envelope: Envelope, head: int | None, foot: int, count: int) -> list[Node]:
        """Whether the foot counts what there is and repeats the reference of its head."""
        cut, flags = self.cut, list[Node]()
        said = cut.value(foot, 1)
        if not (said.isascii() and said.isdigit() and len(said) <= DIGITS and int(said) == count):
            text = f"counts {shown(said)} and there are {count}; send all of it, or mend the count"
            flags += self._passed("count", foot, text, 1)
        if head is not None and cut.value(head, envelope.reference) != cut.value(foot, 2):
            begun, ended = shown(cut.value(head, envelope.reference)), shown(cut.value(foot, 2))
            text = f"is {ended} where {envelope.head} says {begun}; let both be the same"
            flags += self._passed("reference", foot, text, 2)
        return flags

    def _trailing(self) -> list[Node]:
        if self._unended:
            return self._passed(
                "trailing", self._end - 1, "lacks the sign that ends a segment; send it whole"
            )
        if self._at < self._end or self.cut.tail:
            return self._passed(
                "trailing", self._at, "follows the end of the interchange; send nothing there"
            )
        return []

    def _passed(self, reason: str, index: int, text: str, element: int = 0) -> list[Node]:
        """The flag of what is passed over; raises where the partner's options do not."""
        fault = self.cut.fault(reason, index, text, element)
        if reason not in PASSABLE:
            raise fault
        if reason not in self.leniency.passed:
            raise Unreadable(
                f"{fault.text}, or say `{PASSABLE[reason]}: flag`", cause=fault.cause, place=fault.place
            )
        at = (self.cut.places, index, NAMES[element])
        return [Node("flag", fault.text, (Node("@cause", fault.cause, (), at),), at, "flag")]


def shown(text: str) -> str:
    """A value for a person, shortened."""
    return repr(text if len(text) <= SHOWN_MAX else f"{text[:SHOWN_MAX]}…")

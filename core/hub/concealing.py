"""What is left of a message for whoever may follow its way but not read it: places and causes, no values.

The business key stays: people name a message by it. Every text that may quote a cell of it goes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from core.hub.alert_book import Alert
from core.hub.failures import Failure, Uncertain
from core.hub.plan_records import PlanItem
from core.hub.plans import Look
from core.hub.story import Part, Sent, Station, Story
from core.hub.trials import Side
from core.hub.views import FailureGroup, MessageRow, Tried

CONCEALED = "•••"


def conceal(text: str) -> str:
    """A text of which nothing but its being there may be seen."""
    return CONCEALED if text else ""


def story_without_values(story: Story) -> Story:
    """The way, its times and identities; no body, no reason, no effect in words."""
    quoting = {failure.text for failure in story.failures}
    quoting |= {part.document.reason for part in story.parts}
    return replace(
        story,
        stations=tuple(_station(station, quoting) for station in story.stations),
        failures=tuple(map(failure_without_values, story.failures)),
        parts=tuple(map(_part, story.parts)),
    )


def story_within(story: Story, partitions: Collection[int]) -> Story:
    """The same document may have come from another house too: where it stands there is not said."""

    def cut(part: Part) -> Part:
        same = tuple(one for one in part.same if _partition(one[0]) in partitions)
        linked = part.document.linked
        kept = linked if linked and _partition(linked) in partitions else ""
        return replace(part, same=same, document=replace(part.document, linked=kept))

    return replace(story, parts=tuple(map(cut, story.parts)))


def _partition(place: str) -> int:
    return int(place.split("/", maxsplit=1)[0])


def failure_without_values(failure: Failure) -> Failure:
    return replace(failure, text=conceal(failure.text))


def group_without_values(group: FailureGroup) -> FailureGroup:
    return replace(group, example=failure_without_values(group.example))


def row_without_values(row: MessageRow) -> MessageRow:
    return replace(row, reason=conceal(row.reason))


def try_without_values(tried: Tried) -> Tried:
    return replace(tried, text=conceal(tried.text))


def item_without_values(item: PlanItem) -> PlanItem:
    return replace(item, text=conceal(item.text))


def alert_without_values(alert: Alert) -> Alert:
    """Code, object and what to do; a reason that a person wrote for closing it is theirs, and stays."""
    return replace(alert, text=conceal(alert.text))


def uncertain_without_values(row: Uncertain) -> Uncertain:
    return replace(row, text=conceal(row.text))


def look_without_values(look: Look) -> Look:
    """Whether it would book and whom it would tell; not what."""
    trial = replace(
        look.trial,
        text=conceal(look.trial.text),
        effects=tuple(map(conceal, look.trial.effects)),
        documents=tuple(map(_side, look.trial.documents)),
    )
    return replace(look, item=item_without_values(look.item), trial=trial)


def _side(side: Side) -> Side:
    changes = tuple(replace(one, before=CONCEALED, after=CONCEALED) for one in side.changes)
    return replace(side, before="", after="", changes=changes)


def _station(station: Station, quoting: Iterable[str]) -> Station:
    return station._replace(text=CONCEALED) if station.text and station.text in quoting else station


def _part(part: Part) -> Part:
    document = replace(
        part.document, body=CONCEALED.encode(), reason=conceal(part.document.reason), flags=b""
    )
    return replace(
        part,
        document=document,
        flags=(),
        effects=tuple(replace(effect, text=conceal(effect.text)) for effect in part.effects),
        sends=tuple(map(_sent, part.sends)),
    )


def _sent(sent: Sent) -> Sent:
    """What the other side answered may quote what we sent."""
    intent = replace(sent.intent, body=b"", text=conceal(sent.intent.text))
    return replace(
        sent,
        intent=intent,
        attempts=tuple(replace(one, text=conceal(one.text)) for one in sent.attempts),
    )

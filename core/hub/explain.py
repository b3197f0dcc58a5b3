"""A message's whole way as text: `hub explain ID`, and what tests and fault reports print."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime

from core.hub import failures
from core.hub.failures import Failure
from core.hub.personal import masked_body
from core.hub.story import Part, Sent, Story

BODY_CHARS_MAX = 2_000
_LIGHT = {"good": "+", "bad": "!", "waiting": "…", "none": " "}


def explain(story: Story, personal: Callable[[str], Collection[str]] = lambda _: ()) -> str:
    """Stations, identities, versions, documents, effects, what left the house, and what a replay would do.

    personal: the fields that are masked in what a mapping of this hash made; none for who may see all.
    """
    return "\n".join(_lines(story, personal)) + "\n"


def _lines(story: Story, personal: Callable[[str], Collection[str]]) -> Iterator[str]:
    arrival = story.arrival
    yield f"message {story.place}: {story.state}"
    yield f"  from      {arrival.partner} / {arrival.source} / {arrival.site} by {arrival.door}"
    yield f"  delivery  {arrival.delivery}"
    yield f"  bytes     {arrival.size}, sha256 {arrival.sha256.hex()}, {arrival.media}"
    yield f"  contract  {story.contract or 'none in force'}"
    if arrival.trace:
        yield f"  trace     {arrival.trace.hex()}"
    if arrival.late:
        yield "  late      the stream had gone on without it"
    yield "the way"
    for station in story.stations:
        text = f"  {_LIGHT[station.light]} {station.name:<10} {_moment(station.at):<26} {station.text}"
        yield text.rstrip()
    for failure in story.failures:
        yield from _failure(failure)
    for part in story.parts:
        yield from _part(part)
        body = masked_body(part.document.body, personal(part.document.mapping))
        yield f"  body      {body[:BODY_CHARS_MAX].decode(errors='replace')}"
    if story.more:
        yield f"… more documents than the {len(story.parts)} told here"
    yield from _again(story)


def _failure(failure: Failure) -> Iterator[str]:
    what = "the whole" if failure.ordinal < 0 else f"document {failure.ordinal}"
    yield f"failure of {what}: {failure.outcome} at {failure.station}, {failure.state}"
    yield f"  why       {failure.text}"
    yield f"  cause     {failure.cause}" + (f" at {failure.place}" if failure.place else "")
    tried = f"  tries     {failure.tries}, first {_moment(failure.first_at)}, last {_moment(failure.last_at)}"
    yield tried + (f", next {_moment(failure.due_at)}" if failure.due_at else "")


def _part(part: Part) -> Iterator[str]:
    document = part.document
    made = "" if document.cause < 0 else f" (made from document {document.cause})"
    yield f"document {document.ordinal}: {document.type} {document.key}: {document.outcome}{made}"
    yield f"  id        {document.message_id}"
    if document.identity:
        yield f"  identity  {document.identity}"
    if document.mapping:
        yield f"  mapping   {part.mapping} {document.mapping}"
    if document.reason:
        yield f"  reason    {document.reason}"
    if document.linked:
        yield f"  linked    {document.linked}"
    for place, outcome in part.same:
        yield f"  same      {place} {outcome}"
    if part.run:
        yield f"  run       {part.run.handled} ({part.run.why}) by {part.run.owner} at {_moment(part.run.at)}"
    for flag in part.flags:
        yield f"  flag      {flag.text}" + (f" at {flag.place}" if flag.place else "")
    for effect in part.effects:
        yield f"  effect    {effect.room} {effect.kind}: {effect.text}"
    for sent in part.sends:
        yield from _sent(sent)


def _sent(sent: Sent) -> Iterator[str]:
    intent = sent.intent
    yield f"  told      {intent.type} to {intent.endpoint}: {intent.state} ({intent.send_id})"
    for attempt in sent.attempts:
        said = f" {attempt.text}" if attempt.text else ""
        yield f"    try {attempt.attempt}   {_moment(attempt.at)} {attempt.result}{said}"


def _again(story: Story) -> Iterator[str]:
    """What would happen if it were handled once more."""
    open_ = story.open_failures
    effects = sum(len(part.effects) for part in story.parts)
    if story.state == "taken":
        yield "next: it is handled when its turn comes"
    elif any(one.state == failures.PARKED for one in open_):
        yield "next: it is handled by itself as soon as what it waits for is certain again"
    elif any(one.state == failures.WAITING for one in open_):
        yield "next: it is tried again by itself"
    elif open_:
        yield "a retry reads the same bytes by today's mapping, under the same ids: nothing is booked twice"
    elif effects:
        yield "a re-read compares it with today's mapping: equal, nothing; different, a correction"
    else:
        yield "a re-read would book nothing unless today's mapping or rooms see it otherwise"


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S.%f}"[:-3] + "Z" if at else "-"

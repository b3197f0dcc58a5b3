"""A partner's REST API as a place to take from: a page of an answer is a thing, a window its mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import msgspec

from adapters.rest.asking import Api
from adapters.rest.http import Answer
from adapters.rest.moments import Span, begins, next_span, written, zone_of
from adapters.rest.pages import Paging, Place
from adapters.rest.words import Fetching, Window, read_words
from core.hub.contracts import Pull
from core.hub.endpoints import Busy
from core.hub.node import Node
from core.hub.pulls import Found, NotNow
from core.kernel.errors import UNDECODABLE, Refused, Unavailable, Unreadable

ADAPTER = "rest"
PIECE_BYTES = 1024 * 1024


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """How far it was taken: all up to `reached`, and of the window that is open the pages before `place`."""

    reached: datetime | None = None
    until: datetime | None = None
    since: datetime | None = None
    place: Place = Place()


class RestSource:
    """Asks page by page, and for the next one only when the one before was taken."""

    def __init__(self, api: Api, words: Fetching) -> None:
        self._api = api
        self._window = words.window
        self._paging = Paging(words.pages, api.questions)
        self._held: dict[str, bytes] = {}

    def look(self, mark: str, *, again: bool = False) -> Iterator[Found]:
        """again: changes nothing. What a restored hub does not know lies behind the mark that it knows."""
        known = self._present(_read(mark))
        while True:
            span = self._span(known)
            if self._window is not None and span is None:
                return
            place: Place | None = known.place
            while place is not None:
                answer, tree = self._ask(span, place)
                following = self._paging.after(place, tree, answer.link)
                known = _after(known, span, following)
                yield self._found(answer, tree, (span, place, known))
                place = following
            if self._window is None:
                return

    def _present(self, known: Mark) -> Mark:
        """A look that was cut off goes on at its page; where they do not know it any more, at the first."""
        if not known.place.number:
            return known
        try:
            self._ask(self._span(known), known.place)
        except Busy:
            raise
        except Unavailable:
            return msgspec.structs.replace(known, place=Place())
        return known

    def take(self, found: Found) -> Iterable[bytes]:
        try:
            body = self._held.pop(found.name)
        except KeyError:
            raise NotNow(
                f"{found.name} is not at hand any more; it is asked for again", cause="rest.gone"
            ) from None
        return (body[at : at + PIECE_BYTES] for at in range(0, len(body), PIECE_BYTES))

    def archive(self, found: Found) -> None:
        """An answer lies nowhere: that it was taken says the mark."""

    def close(self) -> None:
        self._api.close()

    def _span(self, known: Mark) -> Span | None:
        if self._window is None:
            return None
        if known.since is not None and known.until is not None:
            return Span(known.since, known.until)
        return next_span(self._window, known.reached, self._api.patience.now())

    def _ask(self, span: Span | None, place: Place) -> tuple[Answer, Node | None]:
        values = self._paging.values(place) | _moments(self._window, span)
        answer = self._api.ask(values, page=place.address)
        tree = self._api.judged(answer)
        if tree is None and self._paging.reads:
            try:
                tree = self._api.tree(answer)
            except Unreadable as error:
                raise Unavailable(
                    f"{self._api.origin}: its pages cannot be counted: {error.text}",
                    cause="rest.unreadable_answer",
                ) from error
        return answer, tree

    def _found(self, answer: Answer, tree: Node | None, where: tuple[Span | None, Place, Mark]) -> Found:
        span, place, known = where
        name = _name(span, place)
        mark = msgspec.json.encode(known).decode()
        if not answer.body.strip() or self._paging.is_empty(tree):
            return Found(name=name, mark=mark, nothing=True)
        self._held = {name: answer.body}
        facts = {"window_from": span.since.isoformat(), "window_to": span.until.isoformat()} if span else {}
        return Found(name=name, mark=mark, media=answer.media or "application/octet-stream", facts=facts)


def make_source(pull: Pull, secret: bytes) -> RestSource:
    """From an https address. Refused for words that are none, or that do not go together."""
    of = f"pull {pull.name}"
    words: Fetching = read_words(pull.options, Fetching, of=of)
    api = Api(words, pull.address, secret, of=of, timeout_s=pull.timeout_s)
    source = RestSource(api, words)
    if words.window is not None:
        begins(words.window)
        zone_of(words.window.zone)
    api.check()
    return source


def _after(known: Mark, span: Span | None, following: Place | None) -> Mark:
    """What is taken once this page is: the window goes on, or it is over."""
    if following is None:
        return Mark(reached=span.until if span is not None else None)
    if span is None:
        return Mark(place=following)
    return msgspec.structs.replace(known, since=span.since, until=span.until, place=following)


def _moments(window: Window | None, span: Span | None) -> dict[str, str]:
    if window is None or span is None:
        return {}
    return {
        "from": written(span.since, window.format, window.zone),
        "to": written(span.until, window.format, window.zone),
    }


def _name(span: Span | None, place: Place) -> str:
    page = f"page {place.number + 1}"
    if span is None:
        return page
    since, until = (at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") for at in (span.since, span.until))
    return f"{since}-{until} {page}"


def _read(mark: str) -> Mark:
    """Refused for what no source of ours wrote: from there nobody knows what was taken."""
    try:
        return msgspec.json.decode(mark, type=Mark) if mark else Mark()
    except UNDECODABLE as error:
        raise Refused(f"its mark {mark[:80]!r} is none: {error}", cause="rest.mark") from error

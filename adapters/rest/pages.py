"""From one page of an answer to the next."""

from __future__ import annotations

import msgspec

from adapters.rest.words import Pages
from core.hub.mapping.asking import Questions
from core.hub.node import Node
from core.kernel.errors import Refused, Unavailable

# However an API goes wrong about its last page, a window ends.
PAGES_MAX = 100_000


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A page by its number from 0, and what the one before said of it: a cursor, or a whole address."""

    number: int = 0
    cursor: str = ""
    address: str = ""


class Paging:
    """What a page is asked by, and whether there is another. Refused for words that do not agree."""

    def __init__(self, words: Pages | None, questions: Questions) -> None:
        self._words = words
        if words is None:
            return
        needed = {
            "cursor": words.next,
            "next": words.next,
            "number": words.items or words.total or words.last,
        }
        needed["offset"] = needed["number"]
        if not needed.get(words.by, "link"):
            wants = "`next`" if words.by in ("cursor", "next") else "`items`, `total` or `last`"
            raise Refused(f"pages by {words.by} need {wants}: how else would they end?", cause="rest.pages")
        self._items = questions.nodes("pages.items", words.items) if words.items else None
        self._next = questions.text("pages.next", words.next) if words.next else _nothing
        self._total = questions.text("pages.total", words.total) if words.total else _nothing
        self._last = questions.condition("pages.last", words.last) if words.last else None

    def values(self, place: Place) -> dict[str, str]:
        """What {page}, {offset}, {size} and {cursor} are."""
        words = self._words
        if words is None:
            return {}
        return {
            "page": str(words.first + place.number),
            "offset": str(words.size * place.number),
            "size": str(words.size),
            "cursor": place.cursor,
        }

    def is_empty(self, tree: Node | None) -> bool:
        """Nothing stands in it: it is no document."""
        return (
            self._words is not None and self._items is not None and tree is not None and not self._items(tree)
        )

    def after(self, place: Place, tree: Node | None, link: str) -> Place | None:
        """The next page, None behind the last. link: the address that the header Link names, "" for none."""
        words = self._words
        if words is None:
            return None
        following = self._following(words, place, tree, link)
        if following is not None and following.number >= PAGES_MAX:
            raise Unavailable(f"over {PAGES_MAX} pages; ask for less at once", cause="rest.pages")
        if following is not None and following.number and _same(following, place):
            raise Unavailable(
                "the page after this one is this one: its cursor does not move", cause="rest.pages"
            )
        return following

    def _following(self, words: Pages, place: Place, tree: Node | None, link: str) -> Place | None:
        number = place.number + 1
        if words.by == "link":
            return Place(number=number, address=link) if link else None
        if tree is None:
            raise Unavailable("the answer cannot be read, so its next page is not known", cause="rest.pages")
        if self._last is not None and self._last(tree):
            return None
        if words.by in ("cursor", "next"):
            said = self._next(tree)
            if not said:
                return None
            return Place(number=number, **{"cursor" if words.by == "cursor" else "address": said})
        return Place(number=number) if self._goes_on(words, number, tree) else None

    def _goes_on(self, words: Pages, number: int, tree: Node) -> bool:
        """By the count of what stands here, or by how many there are in all; never behind an empty page."""
        if self._items is not None and not self._items(tree):
            return False
        if self._total is not _nothing:
            total = self._total(tree)
            if not total.isdecimal() or len(total) > 18:
                raise Unavailable(f"pages.total is {total[:40]!r}, no count", cause="rest.pages")
            return number * words.size < int(total)
        return self._items is None or len(self._items(tree)) >= words.size

    @property
    def reads(self) -> bool:
        """Whether it must look into the answer."""
        return self._words is not None and (self._words.by != "link" or self._items is not None)


def _same(one: Place, other: Place) -> bool:
    return bool(one.cursor or one.address) and (one.cursor, one.address) == (other.cursor, other.address)


def _nothing(_tree: Node) -> str:
    return ""

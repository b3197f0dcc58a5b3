"""How strictly a source is read: its unit, and what its partner does wrong and is let pass, by name only."""

from __future__ import annotations

from collections.abc import Iterator

from core.hub.contracts import Feed
from core.hub.mapping import Mapping, Problem
from core.hub.node import Node, Reader
from core.kernel.errors import Unreadable

# What a reader of envelopes is told of the unit.
_BROKEN = {"file": "refuse", "interchange": "interchange", "message": "mark", "row": "mark"}
_OPTION = "broken"
_TEXT_MAX = 500
# What a reader takes where its mapping does not say `bytes_max`.
READ_BYTES_MAX = 64 * 1024 * 1024
TOO_LARGE = ".too_large"


class Profile:
    """One feed's way of reading with one mapping's reader."""

    def __init__(self, feed: Feed, mapping: Mapping, reader: Reader) -> None:
        self._reader = reader
        self._format = mapping.format
        self._lenient = feed.lenient
        self.options = dict(mapping.options)
        if feed.unit and _OPTION in reader.options:
            self.options[_OPTION] = _BROKEN[feed.unit]

    def check(self) -> None:
        """Unreadable for a leniency the reader does not have, before anything is published."""
        for name in self._lenient:
            if name not in self._reader.options:
                known = ", ".join(sorted(self._reader.options))
                raise Unreadable(
                    f"{name!r} cannot be let pass in this format; it knows {known}", cause="contract.leniency"
                )
        self._reader.check(self.options | self._lenient)

    def require_size(self, size: int) -> None:
        """Unreadable for more than its reader takes, which the reader would say with all of it in memory."""
        said = (self.options | self._lenient).get("bytes_max", "")
        most = int(said[:12]) if said.isascii() and said.isdigit() else READ_BYTES_MAX
        if size > most:
            raise too_large(size, most, self._format)

    def read(self, payload: bytes) -> tuple[Node, tuple[Problem, ...]]:
        """The tree, and what had to be let pass to get it.

        The strict reading comes first: who sends what is right is not flagged for being trusted less.
        """
        if not self._lenient:
            return self._reader.read(payload, self.options), ()
        try:
            tree = self._reader.read(payload, self.options)
            broken = next((node for node in _below(tree) if node.kind == "fault"), None)
            if broken is None:
                return tree, ()
            wrong = _let_pass("fault", broken.value or "", broken.place)
        except Unreadable as error:
            wrong = _let_pass(error.cause, error.text, error.place)
        lenient = self._reader.read(payload, self.options | self._lenient)
        # Some readers say themselves what they passed over, and where.
        told = any(node.kind == "flag" for node in _below(lenient))
        return lenient, () if told else (wrong,)


def too_large(size: int, most: int, of: str) -> Unreadable:
    """of: the format."""
    return Unreadable(
        f"{size} bytes are over the limit of {most}; send it in parts or raise `bytes_max`",
        cause=f"{of}{TOO_LARGE}",
        place=f"bytes {most}-{size}",
    )


def singly(feed: Feed) -> bool | None:
    """Whether a unit that is refused sinks no other; None is as the mapping says."""
    return None if not feed.unit else feed.unit != "file"


def _let_pass(cause: str, text: str, place: str) -> Problem:
    return Problem(code=f"lenient.{cause}", text=f"let pass: {text}"[:_TEXT_MAX], place=place)


def _below(tree: Node) -> Iterator[Node]:
    for child in tree.children:
        yield child
        if child.name in {"group", "message"}:
            yield from child.children
            yield from (one for inner in child.children if inner.name == "message" for one in inner.children)

"""What a list of the console looks through: rows in key order, a page of the store at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge

from core.hub.ports import Store
from core.hub.records import Key, R, key_of
from core.parties import Party

PAGE, NAMED_MAX = 200, 20


def listed(store: Store, kind: type[R], *, text: str, after: str, states: Sequence[str]) -> Iterator[R]:
    """Rows behind that key: the one of this number, else those of this borrower, else of these states.

    text: "" asks for no number and no borrower. states: none asks for all. A borrower's rows come whatever
    their state is: whoever asked looks at it.
    """
    if text:
        exact = store.get(kind, text)
        if exact is not None:
            return iter((exact,))
        return merge(*(_all(store, kind, after, borrower=code) for code in codes_of(store, text)), key=key_of)
    if not states:
        return _all(store, kind, after)
    return merge(*(_all(store, kind, after, state=state) for state in states), key=key_of)


def codes_of(store: Store, text: str) -> list[str]:
    """The codes that a typed party stands for: one is its code, or its whole name is somebody's."""
    if store.get(Party, text.upper()) is not None:
        return [text.upper()]
    return [one.uscc for one in store.rows(Party, limit=NAMED_MAX, name=text)] or [text.upper()]


def _all(store: Store, kind: type[R], after: str, **equal: str) -> Iterator[R]:
    key: Key | None = (after,) if after else None
    while page := store.rows(kind, limit=PAGE, after=key, **equal):
        yield from page
        if len(page) < PAGE:
            return
        key = key_of(page[-1])

"""Which segments may follow which: a line of a table, read as an automaton over tags.

A line names tags in their order: `TAG!` stands there once, `TAG?` at most once, `TAG` any number of times.
`{A (B C)}` are any of these in any order. `(A B …)` is a loop: it begins with its first tag and may repeat;
`(…)!` must be there at least once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_TOKEN = re.compile(r"[A-Z][A-Z0-9]{1,2}[!?]?|[{}()]!?")
_STEPS_MAX = 20_000
_SHOWN = 8
# The state before the first segment.
_START = frozenset({0})
State = frozenset[int]


class Order:
    """The tags of one type of message; states are made when first met and remembered."""

    def __init__(self, line: str) -> None:
        self._tags = [""]
        self._musts: set[int] = set()
        self._follow: list[set[int]] = [set()]
        self._known = set(re.findall(r"[A-Z][A-Z0-9]{1,2}", line))
        tokens = _TOKEN.findall(line)
        self._tokens = tokens[::-1]
        first, last, optional = self._sequence()
        self._follow[0] = first
        self._ends = last | ({0} if optional else set())
        self._steps: dict[tuple[State, str], State] = {}

    def fault(self, tags: Sequence[str]) -> tuple[int, str] | None:
        """The number of the first tag that does not fit, and why; None if all fit."""
        state, steps = _START, self._steps
        for index, tag in enumerate(tags):
            step = steps.get((state, tag))
            if step is None:
                if len(steps) > _STEPS_MAX:
                    steps.clear()
                step = steps[state, tag] = self._next(state, tag) if tag in self._known else frozenset()
            if not step:
                before = f"after {tags[index - 1]}" if index else "first"
                return index, f"is not expected {before}; expected {self._expected(state)}"
            state = step
        if not state & self._ends:
            return len(tags), f"ends the message where {self._expected(state)} should follow"
        return None

    def _next(self, state: State, tag: str) -> State:
        tags = self._tags
        return frozenset(to for at in state for to in self._follow[at] if tags[to] == tag)

    def _expected(self, state: State) -> str:
        found = {to for at in state for to in self._follow[at]}
        # What must come is said first; the rest in the order of the line.
        ranked = sorted(found, key=lambda to: (to not in self._musts, to))
        tags = list(dict.fromkeys(self._tags[to] for to in ranked))
        return ", ".join(tags[:_SHOWN]) + (" …" if len(tags) > _SHOWN else "") or "the end"

    def _sequence(self, ends: str = "") -> tuple[set[int], set[int], bool]:
        """First and last positions of what stands up to `ends`, and whether all of it may be absent."""
        first: set[int] = set()
        last: set[int] = set()
        optional = True
        while self._tokens:
            token = self._tokens.pop()
            if token[0] == ends:
                self._tokens.append(token)
                break
            heads, tails, absent = self._part(token)
            for at in last:
                self._follow[at] |= heads
            first |= heads if optional else set()
            last = last | tails if absent else tails
            optional = optional and absent
        return first, last, optional

    def _part(self, token: str) -> tuple[set[int], set[int], bool]:
        if token[0] == "(":
            heads, tails, _ = self._loop()
            must = self._tokens.pop()[1:] == "!"
            self._musts |= heads if must else set()
        elif token[0] == "{":
            heads, tails = self._any()
            must = False
        else:
            heads = {self._position(token.rstrip("!?."))}
            tails, must = heads, token[-1] in "!."
            self._musts |= heads if token[-1] == "!" else set()
        for at in tails if token[-1] not in "!?." or token[0] == "(" else ():
            self._follow[at] |= heads
        return heads, set(tails), not must

    def _loop(self) -> tuple[set[int], set[int], bool]:
        # What begins a loop is always there.
        self._tokens.append(self._tokens.pop().rstrip("!") + ".")
        return self._sequence(")")

    def _any(self) -> tuple[set[int], set[int]]:
        first: set[int] = set()
        last: set[int] = set()
        while (token := self._tokens.pop())[0] != "}":
            heads, tails, _ = self._part(token)
            first |= heads
            last |= tails
        return first, last

    def _position(self, tag: str) -> int:
        self._tags.append(tag)
        self._follow.append(set())
        return len(self._tags) - 1


@lru_cache(maxsize=64)
def order_of(line: str) -> Order:
    """The automaton of a line, made once."""
    return Order(line)

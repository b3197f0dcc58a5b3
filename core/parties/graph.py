"""Who hangs together with whom: circles of control, guarantee or trade, and clusters that share something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.kernel.errors import Refused

TIES_MAX = 1_000_000


class Tie(NamedTuple):
    """From one end to another, both as they are called."""

    kind: str
    begin: str
    end: str


def cycles(ties: Iterable[Tie], *, kinds: Iterable[str]) -> list[list[str]]:
    """Groups of parties in which each reaches each other along ties of these kinds, in order.

    Source: strongly connected components, Tarjan 1972; here without recursion, so depth has no bound.
    """
    wanted = set(kinds)
    follows: dict[str, list[str]] = {}
    loops: set[str] = set()
    for tie in _bounded(ties):
        if tie.kind in wanted:
            follows.setdefault(tie.begin, []).append(tie.end)
            follows.setdefault(tie.end, [])
            if tie.begin == tie.end:
                loops.add(tie.begin)
    found = _Components(follows).all()
    return sorted(group for group in found if len(group) > 1 or group[0] in loops)


def clusters(ties: Iterable[Tie], *, parties: Iterable[str]) -> list[list[str]]:
    """Groups of two or more of these parties that hang together by any tie, whatever lies between them."""
    leader: dict[str, str] = {}

    def lead(name: str) -> str:
        while (up := leader.setdefault(name, name)) != name:
            leader[name] = leader[up]
            name = leader[name]
        return name

    for tie in _bounded(ties):
        leader[lead(tie.begin)] = lead(tie.end)
    groups: dict[str, list[str]] = {}
    for party in sorted(set(parties)):
        groups.setdefault(lead(party), []).append(party)
    return sorted(group for group in groups.values() if len(group) > 1)


class _Components:
    """One pass over what follows what; each name gets a number when it is first seen."""

    def __init__(self, follows: dict[str, list[str]]) -> None:
        self._follows = follows
        self._number: dict[str, int] = {}
        self._low: dict[str, int] = {}
        self._open: list[str] = []
        self._is_open: set[str] = set()
        self._found: list[list[str]] = []

    def all(self) -> Sequence[list[str]]:
        for name in sorted(self._follows):
            if name not in self._number:
                self._walk(name)
        return self._found

    def _walk(self, root: str) -> None:
        path = [(root, iter(self._enter(root)))]
        while path:
            name, rest = path[-1]
            following = next((one for one in rest if self._unseen(name, one)), None)
            if following is not None:
                path.append((following, iter(self._enter(following))))
                continue
            path.pop()
            if path:
                above = path[-1][0]
                self._low[above] = min(self._low[above], self._low[name])
            if self._low[name] == self._number[name]:
                self._close(name)

    def _enter(self, name: str) -> list[str]:
        self._number[name] = self._low[name] = len(self._number)
        self._open.append(name)
        self._is_open.add(name)
        return self._follows[name]

    def _unseen(self, name: str, following: str) -> bool:
        if following not in self._number:
            return True
        if following in self._is_open:
            self._low[name] = min(self._low[name], self._number[following])
        return False

    def _close(self, name: str) -> None:
        group: list[str] = []
        while not group or group[-1] != name:
            group.append(self._open.pop())
            self._is_open.discard(group[-1])
        self._found.append(sorted(group))


def _bounded(ties: Iterable[Tie]) -> Iterable[Tie]:
    for count, tie in enumerate(ties):
        if count >= TIES_MAX:
            raise Refused(f"over {TIES_MAX} ties; ask for fewer parties", cause="parties.too_many_ties")
        yield tie

"""How bytes are read: by the first mapping of the contract that fits, as strictly as its feed says."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from core.hub.arrivals import Arrival
from core.hub.contracts import Contract, Feed
from core.hub.mapping import Facts, Mapping, Problem
from core.hub.node import Node
from core.hub.ports import Library
from core.hub.profiles import Profile, singly
from core.kernel.errors import HubError, Unreadable

BROKEN_FILE = "file.broken"
_FACTS = msgspec.json.Decoder(dict[str, str])


class _Read(NamedTuple):
    """A tree, what the partner's profile let pass in it, and by which options it was read."""

    tree: Node
    passed: tuple[Problem, ...]
    options: dict[str, str]


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes as they are read: by the mapping of that hash, into a tree, beside what is known of them.

    options: what its reader was told. unit: what one fault refuses. passed: what the profile let pass.
    """

    hash: str
    mapping: Mapping
    tree: Node
    facts: Facts
    options: dict[str, str]
    unit: str
    singly: bool | None
    passed: tuple[Problem, ...]


class Understanding:
    """Pure but for reading published artifacts."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def understand(
        self, arrival: Arrival, payload: Callable[[], bytes], contract: Contract | None
    ) -> Understood:
        """The mapping in force, the tree of the bytes as it reads them, and the facts it may use.

        payload: fetches the bytes; it is not asked for what nobody reads, however large that is.
        """
        facts = _FACTS.decode(arrival.facts)
        if "broken_file" in facts:
            raise Unreadable(f"{arrival.name}: {facts['broken_file']}", cause=BROKEN_FILE, place=arrival.name)
        if contract is None:
            raise Unreadable(
                f"{arrival.partner} has no published contract; publish one, then retry",
                cause=f"contract.none@{arrival.partner}",
                place=f"partner {arrival.partner}",
            )
        contract.require_door(arrival.door)
        zone = contract.zone(arrival.site)
        feed = contract.feed(arrival.source)
        hash_, mapping, read = self._choose(contract, feed, arrival, payload)
        known = Facts(
            issuer=arrival.partner,
            source=arrival.source,
            site=arrival.site,
            zone=zone,
            name=arrival.name,
            facts=facts,
        )
        return Understood(
            hash=hash_,
            mapping=mapping,
            tree=read.tree,
            facts=known,
            options=read.options,
            unit=feed.unit,
            singly=singly(feed),
            passed=read.passed,
        )

    def _choose(
        self, contract: Contract, feed: Feed, arrival: Arrival, payload: Callable[[], bytes]
    ) -> tuple[str, Mapping, _Read]:
        """The first rule that fits the name and the root element; each reader reads the bytes once."""
        trees: dict[str, _Read] = {}
        fetched: bytes | None = None
        failed: HubError | None = None
        roots: list[str] = []
        for rule in feed.rules:
            if rule.name and rule.name not in arrival.name:
                continue
            hash_ = contract.mappings[rule.mapping]
            mapping = self._library.mapping(hash_)
            read_as = mapping.read_as
            try:
                if read_as not in trees:
                    profile = Profile(feed, mapping, self._library.reader(mapping.format))
                    profile.require_size(arrival.size)
                    fetched = payload() if fetched is None else fetched
                    trees[read_as] = _Read(*profile.read(fetched), profile.options)
            except Unreadable as error:
                failed = failed or error
                continue
            tree = trees[read_as].tree
            if rule.root in ("", tree.name) and fits(rule.namespace, tree.namespace):
                return hash_, mapping, trees[read_as]
            roots.append(tree.name)
        if failed is not None:
            raise failed
        raise Unreadable(
            f"no rule of source {feed.source!r} takes {arrival.name!r} with root {roots or 'none'}; add one"
            " to the partner's contract and publish, then retry",
            cause=f"contract.no_rule@{contract.partner}/{feed.source}",
            place=f"root {roots[0]}" if roots else f"name {arrival.name}",
        )


def fits(wanted: str, namespace: str) -> bool:
    """Any namespace, that one, or with a star at its end all that begin so: versions of one message."""
    if wanted.endswith("*"):
        return namespace.startswith(wanted[:-1])
    return wanted in ("", namespace)

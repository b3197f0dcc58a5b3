"""What a mapping is given and what it yields."""

from __future__ import annotations

from typing import Any

import msgspec

from core.hub.node import Node

# Part of every mapping's hash: raised when the same words begin to mean something else.
VOCABULARY = 1


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a document beside its bytes, from its delivery and the partner's contract.

    issuer: party id of the source. source, site: as the contract lists them. name: what the partner calls it
    (file name, row key). zone: IANA zone of the site, "" when unknown. facts: what more the delivery said.
    """

    issuer: str = ""
    source: str = ""
    site: str = ""
    zone: str = ""
    name: str = ""
    facts: dict[str, str] = {}

    def get(self, name: str) -> str:
        """A fact by its name, "" where there is none."""
        if name in FACT_NAMES:
            return str(getattr(self, name))
        return self.facts.get(name, "")


FACT_NAMES = ("issuer", "source", "site", "zone", "name")


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is not as it should be, named so that a person can find it.

    code: its group, the same whatever the values (map.check@demo/in/orders.yaml:31).
    kind: "flag", a remark on what was read, or "refused", a unit that was left out while others went on.
    found, expected: both sides where two things were compared.
    """

    code: str
    text: str
    place: str = ""
    kind: str = "flag"
    found: str = ""
    expected: str = ""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One canonical document, as builtins, ready for the catalogue.

    issuer, number, revision: with the type its identity. keys: business keys for search that the mapping
    names beside the catalogue's own. event_time: RFC 3339, where the mapping names it. unit: what it was made
    of, whose place names it in the input. sources: canonical
    path to the place it came from ("lots[0].quantity.value": "row 4 column qty"), only in trace.
    """

    type: str
    body: dict[str, Any]
    issuer: str
    number: str
    revision: str
    keys: tuple[str, ...] = ()
    stream_key: str = ""
    event_time: str | None = None
    flags: tuple[Problem, ...] = ()
    unit: Node | None = None
    sources: dict[str, str] = {}


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """All that one input says. problems: of the input as a whole, and units that were refused."""

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...] = ()


class Source(msgspec.Struct, frozen=True):
    """A mapping as written: its name (path below mappings/) and its tree."""

    name: str
    tree: Node

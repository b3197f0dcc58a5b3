"""Understanding what arrived: raw bytes to canonical drafts by the mapping in force; fails closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from core import catalogue
from core.hub.arrivals import FOLLOWING, Arrival
from core.hub.bodies import BODIES
from core.hub.contracts import Contract, Feed
from core.hub.identities import document_identity
from core.hub.mapping import Document, Facts, Mapping, Problem
from core.hub.node import Node
from core.hub.ports import Blobs, Library
from core.hub.redaction import scrubbed
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import FAULTS, HubError, Unreadable
from core.kernel.ids import message_id

# A reader stops at its first fault and quotes a few words of it; a secret far behind is not among them.
SCRUBBED_BYTES_MAX = 16 * 1024 * 1024
_FACTS = msgspec.json.Decoder(dict[str, str])


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A canonical document that has not been handled yet; content is the SHA-256 of its canonical bytes."""

    type: str
    key: str
    keys: tuple[str, ...]
    body: Any
    canonical: bytes
    content: bytes
    identity: bytes
    identity_text: str
    message_id: UUID
    site: str
    event_time: datetime
    mapping: str
    flags: bytes = b""


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """An arrival as the dispatcher gets it: its drafts, or why there are none."""

    arrival: Arrival
    drafts: tuple[Draft, ...] = ()
    refused: tuple[HubError, ...] = ()
    failure: HubError | None = None
    mapping: str = ""
    switch: str = ""


class Normalizer:
    """Pure but for reading published artifacts and blobs: the same bytes and hashes give the same drafts."""

    def __init__(self, library: Library, blobs: Blobs) -> None:
        self._library = library
        self.blobs = blobs

    def prepare(self, arrival: Arrival, contract: Contract | None) -> Prepared:
        """Understands one arrival; what it cannot understand comes back as its failure."""
        mapping = ""
        try:
            if arrival.kind in ("internal", FOLLOWING):
                return Prepared(arrival=arrival, drafts=(self._internal(arrival),))
            if arrival.kind == "publication":
                return Prepared(arrival=arrival, switch=self.payload(arrival).decode())
            mapping, compiled, tree, facts = self.understand(arrival, contract)
            reading = compiled.read(tree, facts)
            flags = [problem for problem in reading.problems if problem.kind == "flag"]
            drafts, refused = [], [_refused(one) for one in reading.problems if one.kind != "flag"]
            for document in reading.documents:
                try:
                    drafts.append(_draft(document, arrival, contract, mapping, flags))
                except Unreadable as error:
                    refused.append(error)
            # Rules run one after another over one input; what happened first is booked first.
            drafts.sort(key=lambda draft: draft.event_time)
            return Prepared(arrival=arrival, drafts=tuple(drafts), refused=tuple(refused), mapping=mapping)
        except HubError as failure:
            return Prepared(arrival=arrival, failure=self._scrubbed(arrival, failure), mapping=mapping)
        except FAULTS as fault:
            unreadable = self._scrubbed(arrival, _fault(arrival, fault))
            return Prepared(arrival=arrival, failure=unreadable, mapping=mapping)

    def _scrubbed(self, arrival: Arrival, failure: HubError) -> HubError:
        """What a reader quotes of the bytes may hold a secret, and a failure is shown to many."""
        try:
            return scrubbed(failure, self.payload(arrival)[:SCRUBBED_BYTES_MAX])
        except HubError:
            return failure

    def understand(self, arrival: Arrival, contract: Contract | None) -> tuple[str, Mapping, Node, Facts]:
        """(hash of the mapping in force, the mapping, the tree of the bytes, the facts it may use)."""
        facts = _FACTS.decode(arrival.facts)
        if "broken_file" in facts:
            raise Unreadable(
                f"{arrival.name}: {facts['broken_file']}", cause="file.broken", place=arrival.name
            )
        if contract is None:
            raise Unreadable(
                f"{arrival.partner} has no published contract; publish one, then retry",
                cause=f"contract.none@{arrival.partner}",
                place=f"partner {arrival.partner}",
            )
        contract.require_door(arrival.door)
        zone = contract.zone(arrival.site)
        feed = contract.feed(arrival.source)
        payload = self.payload(arrival)
        hash_, mapping, tree = self._choose(contract, feed, arrival, payload)
        known = Facts(
            issuer=arrival.partner,
            source=arrival.source,
            site=arrival.site,
            zone=zone,
            name=arrival.name,
            facts=facts,
        )
        return hash_, mapping, tree, known

    def payload(self, arrival: Arrival) -> bytes:
        """The raw bytes, wherever they are kept."""
        return arrival.body if arrival.body is not None else self.blobs.get(arrival.blob)

    def _choose(
        self, contract: Contract, feed: Feed, arrival: Arrival, payload: bytes
    ) -> tuple[str, Mapping, Node]:
        """The first rule that fits the name and the root element; each reader reads the bytes once."""
        trees: dict[str, Node] = {}
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
                    trees[read_as] = self._library.reader(mapping.format).read(payload, mapping.options)
            except Unreadable as error:
                failed = failed or error
                continue
            tree = trees[read_as]
            if rule.root in ("", tree.name) and fits(rule.namespace, tree.namespace):
                return hash_, mapping, tree
            roots.append(tree.name)
        if failed is not None:
            raise failed
        raise Unreadable(
            f"no rule of source {feed.source!r} takes {arrival.name!r} with root {roots or 'none'}; add one"
            " to the partner's contract and publish, then retry",
            cause=f"contract.no_rule@{contract.partner}/{feed.source}",
            place=f"root {roots[0]}" if roots else f"name {arrival.name}",
        )

    def _internal(self, arrival: Arrival) -> Draft:
        type_name = _FACTS.decode(arrival.facts)["type"]
        kind = BODIES.get(type_name)
        if kind is None:
            raise Unreadable(f"nothing here reads {type_name}", cause=f"internal.unknown_type@{type_name}")
        body = msgspec.json.decode(self.payload(arrival), type=kind)
        canonical = canonical_bytes(body)
        return Draft(
            type=type_name,
            key=arrival.name,
            keys=(arrival.name,),
            body=body,
            canonical=canonical,
            content=sha256(canonical).digest(),
            identity=document_identity(arrival.partner, type_name, arrival.delivery, ""),
            identity_text=arrival.delivery,
            message_id=message_id(arrival.delivery, type_name, arrival.name),
            site=arrival.site,
            event_time=arrival.received_at,
            mapping="",
        )


def _fault(arrival: Arrival, fault: Exception) -> Unreadable:
    """Our own reading failed on these bytes: a dead letter, or every try would fail and nothing go on."""
    kind = type(fault).__name__
    return Unreadable(
        f"the hub's reading failed with {kind}: {fault}; have it mended, then retry",
        cause=f"normalize.fault@{kind}/{arrival.source}",
    )


def _refused(problem: Problem) -> Unreadable:
    return Unreadable(problem.text, cause=problem.code, place=problem.place)


def _draft(
    one: Document, arrival: Arrival, contract: Contract | None, mapping: str, flags: list[Problem]
) -> Draft:
    body = catalogue.read(one.type, one.body)
    canonical = catalogue.canonical(body)
    keys = tuple(dict.fromkeys((*catalogue.keys(body), *one.keys)))
    site = getattr(body, "warehouse", "") or arrival.site
    zone = contract.zone(site) if contract else "UTC"
    issuer = one.issuer or arrival.partner
    if contract and issuer != arrival.partner and issuer not in contract.parties:
        raise Unreadable(
            f"{issuer!r} is no party of {contract.partner}'s contract; nobody speaks for another",
            cause=f"contract.foreign_party@{contract.partner}",
            place=f"issuer {issuer}",
        )
    identity_text = "|".join((issuer, one.type, one.number, one.revision))
    return Draft(
        type=one.type,
        key=keys[0] if keys else one.number,
        keys=keys,
        body=body,
        canonical=canonical,
        content=sha256(canonical).digest(),
        identity=document_identity(issuer, one.type, one.number, one.revision),
        identity_text=identity_text,
        message_id=message_id(identity_text, one.type, one.number),
        site=site,
        event_time=_moment(catalogue.times(body), zone),
        mapping=mapping,
        flags=_flags((*flags, *one.flags, *_breaks(one.type, body))),
    )


def fits(wanted: str, namespace: str) -> bool:
    """Any namespace, that one, or with a star at its end all that begin so: versions of one message."""
    if wanted.endswith("*"):
        return namespace.startswith(wanted[:-1])
    return wanted in ("", namespace)


def _breaks(type_name: str, body: catalogue.Document) -> list[Problem]:
    """Totals that do not add up: taken as stated, flagged with both numbers, never corrected."""
    return [
        Problem(
            code=f"totals.{one.what}@{type_name}",
            text=one.text,
            place=f"$.{one.what}",
            found=str(one.stated),
            expected=str(one.computed),
        )
        for one in getattr(body, "discrepancies", ())
    ]


def _flags(flags: tuple[Problem, ...]) -> bytes:
    return msgspec.json.encode(flags) if flags else b""


def _moment(when: datetime | date, zone: str) -> datetime:
    """A day alone counts from its beginning at the site."""
    if isinstance(when, datetime):
        return when.astimezone(UTC)
    return datetime.combine(when, time.min, ZoneInfo(zone)).astimezone(UTC)

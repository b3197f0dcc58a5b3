"""Understanding what arrived: raw bytes to canonical drafts by the mapping in force; fails closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from hashlib import sha256
from zoneinfo import ZoneInfo

import msgspec

from core import catalogue
from core.catalogue.ack_interchange import InterchangeAck
from core.hub.answering import Answering, Drafted
from core.hub.arrivals import FOLLOWING, Arrival
from core.hub.bodies import BODIES
from core.hub.contracts import Contract
from core.hub.drafts import Draft
from core.hub.identities import document_identity
from core.hub.mapping import Document, Problem
from core.hub.ports import Blobs, Library
from core.hub.profiles import TOO_LARGE
from core.hub.redaction import scrubbed
from core.hub.understanding import BROKEN_FILE, Understanding, Understood
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import FAULTS, HubError, Unreadable
from core.kernel.ids import message_id

# A reader stops at its first fault and quotes a few words of it; a secret far behind is not among them.
SCRUBBED_BYTES_MAX = 16 * 1024 * 1024
_FACTS = msgspec.json.Decoder(dict[str, str])


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """An arrival as the dispatcher gets it: its drafts, or why there are none."""

    arrival: Arrival
    drafts: tuple[Draft, ...] = ()
    refused: tuple[HubError, ...] = ()
    failure: HubError | None = None
    mapping: str = ""
    switch: str = ""
    acks: tuple[InterchangeAck, ...] = ()


class Normalizer:
    """Pure but for reading published artifacts and blobs: the same bytes and hashes give the same drafts."""

    def __init__(self, library: Library, blobs: Blobs) -> None:
        self._understanding = Understanding(library)
        self._answering = Answering(library, self.payload)
        self.blobs = blobs

    def prepare(self, arrival: Arrival, contract: Contract | None) -> Prepared:
        """Understands one arrival; what it cannot understand comes back as its failure."""
        known: Understood | None = None
        try:
            if arrival.kind in ("internal", FOLLOWING):
                return Prepared(arrival=arrival, drafts=(self._internal(arrival),))
            if arrival.kind == "publication":
                return Prepared(arrival=arrival, switch=self.payload(arrival).decode())
            known = self.understand(arrival, contract)
            return self._prepared(arrival, contract, known)
        except HubError as failure:
            shown = self._scrubbed(arrival, failure)
            acks = self._answering.refused(arrival, contract, known, shown)
            mapping = known.hash if known else ""
            return Prepared(arrival=arrival, failure=shown, mapping=mapping, acks=acks)
        except FAULTS as fault:
            unreadable = self._scrubbed(arrival, _fault(arrival, fault))
            return Prepared(arrival=arrival, failure=unreadable, mapping=known.hash if known else "")

    def _prepared(self, arrival: Arrival, contract: Contract | None, known: Understood) -> Prepared:
        """The drafts of what was read, each unit that was refused, and the answers to both."""
        reading = known.mapping.read(known.tree, known.facts, singly=known.singly)
        flags = [*known.passed, *(one for one in reading.problems if one.kind == "flag")]
        refused = [_refused(one) for one in reading.problems if one.kind != "flag"]
        drafts: list[Drafted] = []
        placed = list(refused)
        for document in reading.documents:
            try:
                drafts.append(Drafted(_draft(document, arrival, contract, known.hash, flags), document.unit))
            except Unreadable as error:
                refused.append(error)
                placed.append(_at_unit(error, document))
        answered = self._answering.answered(arrival, contract, known, drafts, placed)
        kept = [one.draft for one in answered.drafts]
        # Rules run one after another over one input; what happened first is booked first.
        kept.sort(key=lambda draft: draft.event_time)
        return Prepared(
            arrival=arrival,
            drafts=tuple(kept),
            refused=(*refused, *answered.refused),
            mapping=known.hash,
            acks=answered.acks,
        )

    def faults(self, arrival: Arrival, contract: Contract | None) -> list[HubError]:
        """All that is wrong with it, where `prepare` ends at the first fault; none where it reads well."""
        try:
            known = self.understand(arrival, contract)
            found: list[HubError] = []
            faults, documents = known.mapping.faults(known.tree, known.facts)
            found += faults
            for document in documents:
                try:
                    _draft(document, arrival, contract, known.hash, [])
                except Unreadable as error:
                    found.append(error)
        except HubError as failure:
            found = [failure]
        except FAULTS as fault:
            found = [_fault(arrival, fault)]
        return [self._scrubbed(arrival, one) for one in found]

    def _scrubbed(self, arrival: Arrival, failure: HubError) -> HubError:
        """What a reader quotes of the bytes may hold a secret, and a failure is shown to many."""
        if failure.cause == BROKEN_FILE or failure.cause.endswith(TOO_LARGE):
            # Nobody read it, so nothing of it is quoted; it may be larger than this process.
            return failure
        try:
            return scrubbed(failure, self.payload(arrival)[:SCRUBBED_BYTES_MAX])
        except HubError:
            return failure

    def understand(self, arrival: Arrival, contract: Contract | None) -> Understood:
        """The mapping in force, the tree of the bytes as it reads them, and the facts it may use."""
        return self._understanding.understand(arrival, lambda: self.payload(arrival), contract)

    def payload(self, arrival: Arrival) -> bytes:
        """The raw bytes, wherever they are kept."""
        return arrival.body if arrival.body is not None else self.blobs.get(arrival.blob)

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


def _at_unit(error: Unreadable, document: Document) -> Unreadable:
    """What the catalogue refuses says a canonical place; whoever sent it knows only where the unit stands."""
    place = document.unit.place if document.unit is not None else error.place
    return Unreadable(error.text, cause=error.cause, place=place)


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

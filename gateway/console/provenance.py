"""Where each canonical field came from: never stored, always read anew by the mapping that made it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import msgspec

from adapters.wiring.hub import Hub
from core.hub.arrivals import Arrival
from core.hub.documents import StoredDocument
from core.hub.mapping import Document
from core.hub.node import Node
from core.hub.personal import hidden_in, masked_body, plain_path
from core.hub.redaction import blank, scrubbed, unreadable
from core.hub.story import Story
from core.kernel.errors import HubError, Refused
from gateway.console.canonical import Field, fields_of, marks_of, places_in
from gateway.console.raw import Raw, Shown, hide, raw_of, text_of


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """The original beside one canonical document; `fault` says why no field can be traced."""

    raw: Raw
    fields: tuple[Field, ...]
    traced: int
    fault: str


class _Traced(msgspec.Struct, frozen=True, kw_only=True):
    mapping: str = ""
    tree: Node | None = None
    format: str = ""
    encoding: str = ""
    documents: tuple[Document, ...] = ()
    fault: str = ""
    secret: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    unseen: bool = False

    def places(self, *, personal: bool) -> tuple[str, ...]:
        """What is not shown, of every document that was read from it."""
        if personal:
            return self.secret
        sources = [one.sources for one in self.documents]
        return (*self.secret, *(place for one in sources for place in _sources(one, self.personal)))

    def hides_all(self, *, personal: bool) -> bool:
        """Where it cannot be told which places are secret or personal, nothing is shown."""
        return self.unseen or (not personal and bool(self.personal) and not self.documents)


def beside(hub: Hub, story: Story, ordinal: int, *, personal: bool = True) -> Beside:
    """The original of a story and its document of this number. Raises Broken if the bytes are gone.

    Secrets are blanked for everybody; personal: whether whoever looks may see what is about persons.
    """
    payload = blank(hub.normalizer.payload(story.arrival))
    document = next((part.document for part in story.parts if part.document.ordinal == ordinal), None)
    traced = _trace_as_made(hub, story, document)
    identity = document.identity if document is not None and document.cause == -1 else ""
    made = next((one for one in traced.documents if _identity(story.arrival, one) == identity), None)
    sources = made.sources if made is not None else _own_sources(hub, story, document, payload)
    faults = {one.place: f"f{number}" for number, one in enumerate(story.open_failures, 1) if one.place}
    marks = faults | marks_of(sources)
    hides = () if personal else traced.personal
    hidden, hides_all = traced.places(personal=personal), traced.hides_all(personal=personal)
    raw = raw_of(
        Shown(
            payload=unreadable(payload) if hides_all else payload,
            marks=marks,
            tree=None if hides_all else hidden_in(traced.tree, hidden),
            format=traced.format,
            encoding=traced.encoding,
            hidden=() if hides_all else hidden,
        )
    )
    fields = fields_of(masked_body(document.body, hides), sources, marks) if document is not None else []
    return Beside(raw=raw, fields=tuple(fields), traced=len(sources), fault=traced.fault)


def _own_sources(hub: Hub, story: Story, document: StoredDocument | None, payload: bytes) -> dict[str, str]:
    """The same of a message of our own, which no mapping read: where its fields stand in its JSON."""
    if story.arrival.kind != "internal" or document is None or document.cause != -1:
        return {}
    with suppress(HubError):
        return dict(_leaves(hub.library.reader("json").read(payload, {}), ""))
    return {}


def _leaves(node: Node, path: str) -> Iterator[tuple[str, str]]:
    for at, child in enumerate(node.children):
        here = f"{path}[{at}]" if node.kind == "list" else f"{path}.{child.name}" if path else child.name
        if child.children:
            yield from _leaves(child, here)
        elif child.value is not None:
            yield here, child.place


def _trace_as_made(hub: Hub, story: Story, document: StoredDocument | None) -> _Traced:
    """By the contract that was in force when the document was made: a retry may have met a newer one."""
    if story.arrival.kind != "document":
        return _Traced()
    run = next((part.run for part in story.parts if part.document is document), None)
    traced = _Traced()
    for contract in dict.fromkeys((story.contract, run.contract if run is not None else story.contract)):
        traced = _trace(hub, story.arrival, contract)
        if document is None or traced.mapping == document.mapping:
            break
    return traced


def _trace(hub: Hub, arrival: Arrival, contract_hash: str) -> _Traced:
    traced = _Traced()
    try:
        contract = hub.library.contract(contract_hash) if contract_hash else None
        known = hub.normalizer.understand(arrival, contract)
        mapping, tree = known.mapping, known.tree
        encoding = mapping.options.get("encoding", "")
        traced = _Traced(
            mapping=known.hash,
            tree=mapping.hiding.redacted(tree),
            format=mapping.format,
            encoding=encoding,
            secret=tuple(node.place for node in mapping.hiding.secret(tree)),
            personal=mapping.hiding.personal,
        )
        documents = mapping.trace(tree, known.facts).documents
        return msgspec.structs.replace(traced, documents=documents)
    except HubError as error:
        fault = scrubbed(error, hub.normalizer.payload(arrival)).text
        unseen = traced.tree is None and _redacts(hub, arrival, contract_hash)
        return msgspec.structs.replace(traced, fault=fault, unseen=unseen)


def _redacts(hub: Hub, arrival: Arrival, contract_hash: str) -> bool:
    """Whether some mapping that might have read it names secrets of its own."""
    try:
        contract = hub.library.contract(contract_hash)
        rules = contract.feed(arrival.source).rules
        return any(hub.library.mapping(contract.mappings[one.mapping]).hiding.redacts for one in rules)
    except HubError:
        return False


def personal_in(hub: Hub, mapping: str) -> tuple[str, ...]:
    """The fields that are about persons in what the mapping of this hash made."""
    return hub.library.mapping(mapping).hiding.personal if mapping else ()


def original(hub: Hub, story: Story, *, personal: bool = True) -> bytes:
    """The bytes as they came, with the secret places blanked. Refused where that cannot be done in place."""
    payload = blank(hub.normalizer.payload(story.arrival))
    traced = _trace_as_made(hub, story, None)
    if traced.hides_all(personal=personal):
        return unreadable(payload)
    hidden = traced.places(personal=personal)
    text = text_of(payload, traced.encoding) if hidden else None
    if text is None:
        return payload
    for encoding in dict.fromkeys((traced.encoding or "utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16")):
        with suppress(UnicodeError, LookupError):
            if payload.decode(encoding) == text.text:
                return hide(text, hidden).text.encode(encoding)
    raise Refused(
        "the secret places of this original cannot be blanked in its encoding; look at it on its page"
    )


def _sources(sources: dict[str, str], fields: tuple[str, ...]) -> tuple[str, ...]:
    """The places that these canonical fields were read from."""
    wanted = set(fields)
    said = [place for path, place in sources.items() if plain_path(path) in wanted]
    return tuple(place for text in said for place in places_in(text))


def _identity(arrival: Arrival, made: Document) -> str:
    return "|".join((made.issuer or arrival.partner, made.type, made.number, made.revision))

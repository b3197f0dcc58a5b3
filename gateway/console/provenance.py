"""Where each canonical field came from: never stored, always read anew by the mapping that made it."""

from __future__ import annotations

import msgspec

from adapters.wiring.hub import Hub
from core.hub.arrivals import Arrival
from core.hub.documents import StoredDocument
from core.hub.mapping import Document
from core.hub.node import Node
from core.hub.story import Story
from core.kernel.errors import HubError
from gateway.console.canonical import Field, fields_of, marks_of
from gateway.console.raw import Raw, Shown, raw_of


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


def beside(hub: Hub, story: Story, ordinal: int) -> Beside:
    """The original of a story and its document of this number. Raises Broken if the bytes are gone."""
    payload = hub.normalizer.payload(story.arrival)
    document = next((part.document for part in story.parts if part.document.ordinal == ordinal), None)
    traced = _trace_as_made(hub, story, document)
    identity = document.identity if document is not None and document.cause == -1 else ""
    made = next((one for one in traced.documents if _identity(story.arrival, one) == identity), None)
    sources = made.sources if made is not None else {}
    faults = {one.place: f"f{number}" for number, one in enumerate(story.open_failures, 1) if one.place}
    marks = faults | marks_of(sources)
    raw = raw_of(
        Shown(payload=payload, marks=marks, tree=traced.tree, format=traced.format, encoding=traced.encoding)
    )
    fields = fields_of(document.body, sources, marks) if document is not None else []
    return Beside(raw=raw, fields=tuple(fields), traced=len(sources), fault=traced.fault)


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
        hash_, mapping, tree, facts = hub.normalizer.understand(arrival, contract)
        encoding = mapping.options.get("encoding", "")
        traced = _Traced(mapping=hash_, tree=tree, format=mapping.format, encoding=encoding)
        documents = mapping.trace(tree, facts).documents
        return msgspec.structs.replace(traced, documents=documents)
    except HubError as error:
        return msgspec.structs.replace(traced, fault=error.text)


def _identity(arrival: Arrival, made: Document) -> str:
    return "|".join((made.issuer or arrival.partner, made.type, made.number, made.revision))

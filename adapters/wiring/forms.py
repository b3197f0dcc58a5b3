"""Published mappings of what goes out: read from the store once, compiled once, kept."""

from __future__ import annotations

from typing import Any

from adapters import formats
from core.hub.contracts import Artifact
from core.hub.mapping import Facts, Writing
from core.hub.payloads import Payload
from core.hub.ports import Store
from core.kernel.errors import Broken

# format: (media type, how a file of it ends); one that is not named here is told as bytes.
_KINDS = {
    "csv": ("text/csv", ".csv"),
    "edifact": ("application/EDIFACT", ".edi"),
    "json": ("application/json", ".json"),
    "text": ("text/plain", ".ack"),
    "x12": ("application/EDI-X12", ".x12"),
    "xml": ("application/xml", ".xml"),
}
_BYTES = ("application/octet-stream", ".dat")


class StoredForms:
    """The outward mappings of a store, compiled in this process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._compiled: dict[str, Writing] = {}

    def write(self, hash_: str, body: dict[str, Any], facts: Facts) -> Payload:
        writing = self._writing(hash_)
        media, suffix = _KINDS.get(writing.format, _BYTES)
        return Payload(
            body=formats.write(writing, body, facts),
            media=media,
            suffix=suffix,
            name=writing.file_name(body, facts),
        )

    def _writing(self, hash_: str) -> Writing:
        if hash_ not in self._compiled:
            artifact = self._store.get(Artifact, hash_)
            if artifact is None:
                raise Broken(f"no mapping {hash_} was ever published here", cause="forms.missing")
            self._compiled[hash_] = formats.load_writing_bundle(artifact.body)
        return self._compiled[hash_]

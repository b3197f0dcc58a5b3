"""Records of frames as arrivals; a file in chunks becomes one only when its manifest holds."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from core.hub.agents import Agent, StagedChunk
from core.hub.arrivals import Arriving, Stream
from core.hub.frames import Header, WireRecord
from core.hub.notices import Noticed, notice
from core.hub.ports import Blobs, Signatures, Unit
from core.hub.records import key_of
from core.kernel.trace import read_trace

# A name is searched by; of a longer path the end says more than the beginning.
NAME_LENGTH_MAX = 500
_MANIFEST = -1


class FileStaging:
    """Turns records into arrivals inside one unit of work."""

    def __init__(self, unit: Unit, blobs: Blobs, signatures: Signatures) -> None:
        self._unit = unit
        self._blobs = blobs
        self.signatures = signatures

    def sites(self, agent: Agent) -> list[str]:
        """The sites of this agent's partner that have spoken, or "" if none has."""
        streams = self._unit.shelf(Stream).find(partner=agent.partner)
        return sorted(stream.site for stream in streams) or [""]

    def arriving(
        self, agent: Agent, header: Header, record: WireRecord, *, delivery: str, late: bool
    ) -> list[Arriving]:
        """What this record adds to the message store: nothing for a chunk, one arrival for a document."""
        one = _arriving(agent, header, record, delivery=delivery, late=late)
        if record.kind == "document":
            return [one]
        if record.kind == "notice":
            text = f"{record.source}: {record.text}"
            about = f"{agent.agent}/{record.source}/{record.what}"
            said = Noticed(
                what="agent_notice",
                object=about,
                text=text,
                site=record.site,
                detail={"what": record.what, "agent": agent.agent, "delivery": delivery},
            )
            return [notice(agent.partner, said)]
        return self._stage(agent, record, one)

    def _stage(self, agent: Agent, record: WireRecord, one: Arriving) -> list[Arriving]:
        chunks = self._unit.shelf(StagedChunk)
        index = record.index if record.kind == "chunk" else _MANIFEST
        kept = record.payload if record.kind == "chunk" else msgspec.msgpack.encode((record, one))
        chunks.put(
            StagedChunk(
                agent=agent.agent,
                file=record.file,
                index=index,
                blob=self._blobs.put(kept),
                size=len(record.payload),
                received_at=self._unit.now,
            )
        )
        if chunks.get(agent.agent, record.file, _MANIFEST) is None:
            return []
        return self._assemble(agent, record.file)

    def _assemble(self, agent: Agent, file: str) -> list[Arriving]:
        """The file as one arrival, if all its chunks are there; a wrong hash is told with the arrival."""
        chunks = self._unit.shelf(StagedChunk)
        staged = sorted(chunks.find(agent=agent.agent, file=file), key=lambda chunk: chunk.index)
        manifest, parts = staged[0], staged[1:]
        record, one = msgspec.msgpack.decode(self._blobs.get(manifest.blob), type=tuple[WireRecord, Arriving])
        if len(parts) != record.chunks or (parts[-1:] and parts[-1].index != record.chunks - 1):
            return []
        sha256, size = self._blobs.join([part.blob for part in parts])
        for chunk in staged:
            chunks.remove(*key_of(chunk))
        facts = dict(one.facts)
        if (sha256, size) != (record.sha256, record.size):
            facts["broken_file"] = (
                f"{size} bytes with hash {sha256}, the manifest says {record.size} and {record.sha256}"
            )
        whole = msgspec.structs.replace(
            one, blob=sha256, size=size, sha256=bytes.fromhex(sha256), facts=facts
        )
        return [whole]


def _arriving(agent: Agent, header: Header, record: WireRecord, *, delivery: str, late: bool) -> Arriving:
    said = read_trace(record.trace) if record.trace else None
    return Arriving(
        partner=agent.partner,
        source=record.source,
        site=record.site,
        door="agent",
        delivery=delivery,
        name=record.name[-NAME_LENGTH_MAX:],
        media=record.media,
        facts=record.facts,
        payload=record.payload,
        seen_at=_moment(record.seen_at),
        sent_at=header.sealed_at.astimezone(UTC),
        late=late,
        trace=said.trace if said else b"",
        parent=said.span if said else b"",
    )


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if text else None
    except (ValueError, OverflowError):
        return None

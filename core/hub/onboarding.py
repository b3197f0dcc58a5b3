"""Onboarding: a partner's draft, from its first samples to what a second person puts in force."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import ClassVar

import msgspec

from core.hub.records import Record

DRAFTING = "drafting"
GREEN = "green"
RED = "red"
PROPOSED = "proposed"
PURPOSE = "conformance"
# Begins a note that says what was found.
FOUND = "found: "


class SampleFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the partner's; blob: where its bytes are kept, which is their SHA-256."""

    name: str
    blob: str
    size: int
    kind: str = ""
    encoding: str = ""
    standard: str = ""


class Onboarding(Record, frozen=True, kw_only=True):
    """Draft, samples and report of one partner's feed.

    contract, mapping: as they are edited. mapping_name: as the contract calls it. notes: what the suggestion
    found and could not decide, as JSON. report: signed by the hub, about the draft whose hash is `reported`.
    """

    TABLE: ClassVar[str] = "hub_onboarding"
    KEY: ClassVar[tuple[str, ...]] = ("onboarding_id",)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("made_at",),)

    onboarding_id: str
    partner: str
    source: str
    site: str
    contract: bytes
    mapping: bytes
    mapping_name: str
    samples: bytes
    notes: bytes
    state: str
    made_by: str
    made_at: datetime
    changed_at: datetime
    report: bytes | None
    reported: str
    publication: str

    @property
    def files(self) -> list[SampleFile]:
        return msgspec.json.decode(self.samples, type=list[SampleFile])

    @property
    def undecided(self) -> list[str]:
        return [text for text in self._notes if not text.startswith(FOUND)]

    @property
    def found(self) -> list[str]:
        """What the samples were seen to be, which nobody has to decide."""
        return [text.removeprefix(FOUND) for text in self._notes if text.startswith(FOUND)]

    @property
    def _notes(self) -> list[str]:
        return msgspec.json.decode(self.notes, type=list[str])

    @property
    def draft_hash(self) -> str:
        """Of what a report is about: contract, mapping and samples."""
        return sha256(b"\x1f".join((self.contract, self.mapping, self.samples))).hexdigest()

    @property
    def is_reported(self) -> bool:
        """Whether the report is about this very draft."""
        return bool(self.report) and self.reported == self.draft_hash


class FileOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one sample in the dry run."""

    file: str
    sha256: str
    state: str
    documents: int
    faults: tuple[str, ...] = ()


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a partner is held to before it goes live."""

    name: str
    good: bool
    text: str


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that would move. quantities: in the lot's unit, as a decimal text."""

    site: str
    lot: str
    kind: str
    on_hand: str
    pledged: str
    unit: str
    document: str


class Booked(msgspec.Struct, frozen=True, kw_only=True):
    """What the samples would do to empty books; each list is as long as a page shows, the counts are whole.

    effects: room, kind and what it says. answers: what would leave, to which endpoint. alerts: code and text.
    """

    effects_count: int
    movements: tuple[Movement, ...]
    effects: tuple[str, ...]
    answers: tuple[str, ...]
    alerts: tuple[str, ...]
    refused: tuple[str, ...]


class Conformance(msgspec.Struct, frozen=True, kw_only=True):
    """What is signed: about which draft, what was tried, what it would book, and whether it is green."""

    onboarding_id: str
    partner: str
    draft: str
    contract: str
    mappings: dict[str, str]
    made_by: str
    made_at: str
    files: tuple[FileOutcome, ...]
    checks: tuple[Check, ...]
    booked: Booked
    green: bool

"""Drafts of partners: started from samples, edited, tried, and proposed to a second person."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from adapters.wiring.folders import read_texts
from adapters.wiring.hub import Hub
from adapters.wiring.onboarding import conformance
from adapters.wiring.recognizing.files import Files
from adapters.wiring.recognizing.given import Given
from adapters.wiring.suggesting.suggest import suggest
from core.hub.audit_desk import Noted, note
from core.hub.contracts import Contract, Partner
from core.hub.onboarding import DRAFTING, FOUND, GREEN, PROPOSED, RED, Conformance, Onboarding, SampleFile
from core.hub.publications import Publication, propose
from core.kernel.errors import Refused, Unreadable
from core.kernel.ids import message_id

SAMPLES_MAX = 20
SAMPLE_BYTES_MAX = 1024 * 1024
TEXT_BYTES_MAX = 200_000
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_EMPTY = """# Nothing could be drafted from the samples: write the mapping, or extend one of a standard.
mapping: 1
"""


class Start(NamedTuple):
    """What is known of a partner when its first files are there.

    type: the canonical type a draft is to be of, "" = the likeliest. mapping: a text, "" drafts one.
    """

    partner: str
    name: str
    site: str = "MAIN"
    zone: str = "Asia/Shanghai"
    source: str = "files"
    type: str = ""
    mapping: str = ""


class Drafts:
    """The drafts of a hub; root: mappings/, whose standards they may extend."""

    def __init__(self, hub: Hub, root: Path) -> None:
        self._hub = hub
        self._root = root

    def start(self, said: Start, samples: Sequence[tuple[str, bytes]], *, by: str) -> Onboarding:
        """Recognizes the samples and drafts contract and mapping. Refused where that makes no sense."""
        _require(said, samples)
        with tempfile.TemporaryDirectory() as below:
            paths = [_laid(Path(below), place, *sample) for place, sample in enumerate(samples)]
            files = [self._recognized(path, *sample) for path, sample in zip(paths, samples, strict=True)]
            text, notes = (said.mapping, []) if said.mapping else self._suggested(paths, said)
        with self._hub.store.unit() as unit:
            key = f"{by}/{unit.now.isoformat()}"
            made = Onboarding(
                onboarding_id=message_id(key, "onboarding", said.partner).hex,
                partner=said.partner,
                source=said.source,
                site=said.site,
                contract=_contract(said).encode(),
                mapping=text.encode(),
                mapping_name=f"in/{said.source}.yaml",
                samples=msgspec.json.encode(files),
                notes=msgspec.json.encode(notes),
                state=DRAFTING,
                made_by=by,
                made_at=unit.now,
                changed_at=unit.now,
                report=None,
                reported="",
                publication="",
            )
            unit.shelf(Onboarding).add(made)
            note(unit, Noted(by=by, what="onboarding.started", on=said.partner))
        return made

    def change(self, onboarding_id: str, *, contract: bytes, mapping: bytes) -> Onboarding:
        """Keeps the texts whatever they say; a report about others counts no more. Refused once proposed."""
        if max(len(contract), len(mapping)) > TEXT_BYTES_MAX:
            raise Refused(f"a text has at most {TEXT_BYTES_MAX} bytes", cause="onboarding.size")
        with self._hub.store.unit() as unit:
            known = _known(unit.shelf(Onboarding).get(onboarding_id), onboarding_id)
            changed = msgspec.structs.replace(
                known, contract=contract, mapping=mapping, state=DRAFTING, changed_at=unit.now
            )
            if (changed.contract, changed.mapping) != (known.contract, known.mapping):
                unit.shelf(Onboarding).put(changed)
                return changed
        return known

    def run(self, onboarding_id: str, *, by: str) -> tuple[Onboarding, Conformance]:
        """The dry run; its report is signed and kept."""
        draft = self.get(onboarding_id)
        report = conformance.run(draft, self.payloads(draft), self._root, self._hub.clock, by=by)
        text = conformance.signed(report, self._hub.key)
        with self._hub.store.unit() as unit:
            known = _known(unit.shelf(Onboarding).get(onboarding_id), onboarding_id)
            kept = msgspec.structs.replace(
                known, report=text, reported=report.draft, state=GREEN if report.green else RED
            )
            unit.shelf(Onboarding).put(kept)
            note(
                unit,
                Noted(by=by, what="onboarding.tried", on=draft.partner, change=f"draft {report.draft[:16]}"),
            )
        return kept, report

    def propose(self, onboarding_id: str, *, by: str, why: str) -> Publication:
        """To a second person, in any house. Refused without a green report about this very draft."""
        draft = self.get(onboarding_id)
        if not (draft.is_reported and draft.state == GREEN):
            raise Refused(
                "its report is not green, or the draft was changed since; run it again first",
                cause="onboarding.not_green",
            )
        folder = read_texts(draft.contract, {draft.mapping_name: draft.mapping}, self._root)
        self._require_feeds_kept(folder.contract)
        self._hub.check(folder.contract)
        with self._hub.store.unit() as unit:
            known = _known(unit.shelf(Onboarding).get(onboarding_id), onboarding_id)
            if known.draft_hash != draft.draft_hash:
                raise Refused("somebody changed it just now; look again", cause="onboarding.changed")
            made = propose(unit, folder.contract, folder.mappings, who=by, why=why)
            unit.shelf(Onboarding).put(
                msgspec.structs.replace(known, state=PROPOSED, publication=made.publication_id)
            )
        return made

    def _require_feeds_kept(self, contract: Contract) -> None:
        """A partner that is in force already is not cut down to the one feed of a draft."""
        row = self._hub.store.get(Partner, contract.partner)
        before = self._hub.library.contract(row.contract).feeds if row is not None else ()
        lost = {feed.source for feed in before} - {feed.source for feed in contract.feeds}
        if lost:
            raise Refused(
                f"{contract.partner} is in force already, and this would drop its {', '.join(sorted(lost))};"
                " add the new feed to its folder and publish that",
                cause="onboarding.feeds_lost",
            )

    def get(self, onboarding_id: str) -> Onboarding:
        return _found(self._hub.store.get(Onboarding, onboarding_id), onboarding_id)

    def payloads(self, draft: Onboarding) -> list[tuple[str, bytes]]:
        return [(one.name, self._hub.blobs.get(one.blob)) for one in draft.files]

    def _recognized(self, path: Path, name: str, payload: bytes) -> SampleFile:
        """By the same signs as `hub map try`."""
        given = Given(payload, name, lenient=False)
        try:
            standard = Files(self._root).recognized_by(given) or ""
        except Unreadable:
            standard = ""
        return SampleFile(
            name=name,
            blob=self._hub.blobs.put(payload),
            size=len(payload),
            kind=given.kind.name,
            encoding=given.kind.encoding,
            standard=standard,
        )

    def _suggested(self, paths: Sequence[Path], said: Start) -> tuple[str, list[str]]:
        """A drafted mapping and what a person must decide, or an empty one and why."""
        try:
            found = suggest(paths, Files(self._root), said.type, site=said.site)
        except (Refused, Unreadable) as error:
            return _EMPTY, [error.text]
        return found.draft.yaml, [*(FOUND + text for text in found.recognized), *found.draft.undecided]


def _require(said: Start, samples: Sequence[tuple[str, bytes]]) -> None:
    if not _NAME.fullmatch(said.partner):
        raise Refused(
            f"{said.partner!r} is no partner's name; small letters, digits, - and _", cause="onboarding.name"
        )
    for word in (said.source, said.site):
        if not _WORD.fullmatch(word):
            raise Refused(f"{word!r} is no name of a source or site", cause="onboarding.name")
    try:
        ZoneInfo(said.zone)
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise Refused(
            f"{said.zone!r} is no zone; write it as Asia/Shanghai", cause="onboarding.zone"
        ) from error
    if not 1 <= len(samples) <= SAMPLES_MAX:
        raise Refused(f"{len(samples)} files; give 1 to {SAMPLES_MAX}", cause="onboarding.samples")
    for name, payload in samples:
        if not 0 < len(payload) <= SAMPLE_BYTES_MAX:
            text = f"{name} has {len(payload)} bytes; a sample has 1 to {SAMPLE_BYTES_MAX}, give a part of it"
            raise Refused(text, cause="onboarding.samples")


def _laid(folder: Path, place: int, name: str, payload: bytes) -> Path:
    """Each in a folder of its own: two samples may bear one name, and a name may be anything."""
    below = folder / f"{place:02}"
    below.mkdir()
    path = below / (re.sub(r"[^\w.-]", "_", Path(name).name)[-100:] or "sample")
    path.write_bytes(payload)
    return path


def _contract(said: Start) -> str:
    quoted = msgspec.json.encode(said.name).decode()
    return f"""partner: {said.partner}
name: {quoted}
parties: [{said.partner}]
sites:
  - {{id: {said.site}, zone: {said.zone}}}
feeds:
  - source: {said.source}
    rules:
      - {{mapping: in/{said.source}.yaml}}
"""


def _known(draft: Onboarding | None, onboarding_id: str) -> Onboarding:
    """One that may still change."""
    found = _found(draft, onboarding_id)
    if found.state == PROPOSED:
        raise Refused("it is proposed already; start another to change it", cause="onboarding.proposed")
    return found


def _found(draft: Onboarding | None, onboarding_id: str) -> Onboarding:
    if draft is None:
        raise Refused(f"there is no onboarding {onboarding_id}", cause="onboarding.unknown")
    return draft

"""The conformance report: a draft held to its samples in a dry run, and signed with the hub's key."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from adapters.wiring.folders import read_texts
from adapters.wiring.onboarding.dry_run import DryHub
from core.hub.onboarding import PURPOSE, Check, Conformance, FileOutcome, Onboarding
from core.hub.ports import OwnKey, Signatures
from core.hub.signed_text import open_text, sign_text, wire_time
from core.hub.suites import key_id
from core.kernel.clock import Clock
from core.kernel.errors import Refused

_READ = ("done", "noted", "refused")


def run(
    draft: Onboarding, samples: Sequence[tuple[str, bytes]], root: Path, clock: Clock, *, by: str
) -> Conformance:
    """Unreadable where contract or mapping do not compile, with file, line and column."""
    folder = read_texts(draft.contract, {draft.mapping_name: draft.mapping}, root)
    if folder.contract.partner != draft.partner:
        raise Refused(
            f"the contract is of {folder.contract.partner!r}, this is {draft.partner!r}'s; start another",
            cause="onboarding.partner",
        )
    hub = DryHub(folder, clock, source=draft.source, site=draft.site)
    files = hub.deliver(samples, key="first")
    once = hub.effects
    booked = hub.booked()
    hub.deliver(samples, key="again")
    checks = (*_checks(files), _booked_once(once, hub.effects))
    return Conformance(
        onboarding_id=draft.onboarding_id,
        partner=draft.partner,
        draft=draft.draft_hash,
        contract=hub.contract_hash,
        mappings=hub.mappings,
        made_by=by,
        made_at=wire_time(clock.now()),
        files=tuple(files),
        checks=checks,
        booked=booked,
        green=all(check.good for check in checks),
    )


def signed(report: Conformance, key: OwnKey) -> bytes:
    return sign_text(PURPOSE, report, signer=key)


def opened(text: bytes, signatures: Signatures, public_key: bytes) -> Conformance:
    """Refused if it is not signed by that key; Unreadable if it is no report."""

    def key(_: Conformance, named: str) -> bytes | None:
        return public_key if named == key_id(public_key) else None

    return open_text(text, Conformance, purpose=PURPOSE, key=key, verify=signatures.verify)


def told(text: bytes) -> Conformance:
    """What a report that we keep ourselves says."""
    envelope = msgspec.json.decode(text, type=dict[str, str])
    return msgspec.json.decode(envelope["signed"], type=Conformance)


def _checks(files: Sequence[FileOutcome]) -> tuple[Check, ...]:
    unread = [one.file for one in files if one.state not in _READ]
    empty = [one.file for one in files if not one.documents]
    return (
        Check(name="read", good=not unread, text=", ".join(unread)),
        Check(name="documents", good=bool(files) and not empty, text=", ".join(empty)),
    )


def _booked_once(once: int, twice: int) -> Check:
    """Everything is handed in a second time under other keys: it must move nothing again."""
    return Check(name="once", good=once == twice, text=f"{once}" if once == twice else f"{once} / {twice}")

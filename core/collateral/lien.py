"""The register of liens: one row for each thing that secures money; the states it goes through are data."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from msgspec.structs import replace

from core.hub.records import Record

PROPOSED, VERIFIED, REGISTERED = "PROPOSED", "VERIFIED", "REGISTERED"
PLEDGED, ASSIGNED, FINANCED, PARTLY = "PLEDGED", "ASSIGNED", "FINANCED", "PARTIAL_RELEASE"
RELEASED, SUBSTITUTED, DISPOSED, REASSIGNED = "RELEASED", "SUBSTITUTED", "DISPOSED", "REASSIGNED"
DISPUTED = "DISPUTED"
HELD = frozenset({PLEDGED, ASSIGNED, FINANCED, PARTLY})
ENDED = frozenset({RELEASED, SUBSTITUTED, DISPOSED, REASSIGNED})
# What is known of how a thing is booked.
BOOKED = ("booked_minor", "booked_micro", "appraised_minor", "appraised_micro")

_BEFORE = (PROPOSED, VERIFIED, REGISTERED)
_HELD = (PLEDGED, ASSIGNED, FINANCED, PARTLY)
# (state, what was told) leads to a state. What was told stays known, so an acknowledgement that comes before
# the registry's number counts once the number is there, and never before it.
TRANSITIONS: dict[tuple[str, str], str] = {
    (PROPOSED, "verified"): VERIFIED,
    (VERIFIED, "registered"): REGISTERED,
    (REGISTERED, "pledged"): PLEDGED,
    (REGISTERED, "assigned"): ASSIGNED,
    (PLEDGED, "financed"): FINANCED,
    (ASSIGNED, "financed"): FINANCED,
    **{(state, "partly_released"): PARTLY for state in _HELD},
    **{(state, "released"): RELEASED for state in (*_BEFORE, *_HELD, DISPUTED)},
    **{(state, "substituted"): SUBSTITUTED for state in (*_BEFORE, *_HELD)},
    **{(state, "disposed"): DISPOSED for state in (*_HELD, DISPUTED)},
    **{(state, "reassigned"): REASSIGNED for state in (*_HELD, DISPUTED)},
    **{(state, "disputed"): DISPUTED for state in (*_BEFORE, *_HELD)},
}
# These happen once and are over; the others stay true of the thing.
_PASSING = frozenset(
    {"partly_released", "released", "substituted", "disposed", "reassigned", "disputed"}
)  # fmt: skip


class Lien(Record, frozen=True, kw_only=True):
    """One secured thing and the contract it stands for.

    kind: receivable, receipt, lot or order; thing: its key from content; number: its
    own, as the registry may name it. facts: what was told of it, one a
    line. before: the state a dispute interrupted. claims: other contracts that claimed it and were refused,
    not judged yet. former: contracts it stood for before, one a line. booked: what stands of it off the
    balance (P2), and for how much of goods; appraised: what goods were worth when they were last pledged, and
    how much of them; None where nothing was booked yet.
    """

    TABLE: ClassVar[str] = "collateral_lien"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "thing")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("contract_no",),)
    BOOK: ClassVar[bool] = True

    kind: str
    thing: str
    number: str
    contract_no: str
    state: str
    facts: str
    proposed_at: datetime
    changed_at: datetime
    before: str = ""
    claims: int = 0
    former: str = ""
    booked_minor: int | None = None
    booked_micro: int | None = None
    appraised_minor: int | None = None
    appraised_micro: int | None = None

    @property
    def lives(self) -> bool:
        return self.state not in ENDED

    @property
    def counts(self) -> bool:
        """Whether it secures money now."""
        return self.state in HELD


class Claim(Record, frozen=True, kw_only=True):
    """Somebody claimed a thing that stands for another contract: refused, and kept until it is judged."""

    TABLE: ClassVar[str] = "collateral_claim"
    KEY: ClassVar[tuple[str, ...]] = ("kind", "thing", "claimant", "claimed_at")
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("kind", "thing"), ("claimant",))
    BOOK: ClassVar[bool] = True

    kind: str
    thing: str
    claimant: str
    claimed_at: datetime
    holder: str
    source: str
    text: str
    judged_at: datetime | None = None
    judged_by: str = ""
    verdict: str = ""


def told(lien: Lien, what: str, at: datetime) -> Lien:
    """The lien after this was told of it; what leads nowhere from its state is known and changes nothing."""
    facts = set(lien.facts.splitlines())
    if what in _PASSING:
        state = TRANSITIONS.get((lien.state, what))
        before = lien.state if state == DISPUTED else ""
        return lien if state is None else replace(lien, state=state, before=before, changed_at=at)
    if what in facts:
        return lien
    return advanced(replace(lien, facts="\n".join(sorted({*facts, what})), changed_at=at))


def untold(lien: Lien, what: str, at: datetime) -> Lien:
    """The lien where this is no longer true: it falls back to the state its other facts lead to."""
    facts = set(lien.facts.splitlines())
    if what not in facts:
        return lien
    start = PROPOSED if lien.lives and lien.state != DISPUTED else lien.state
    before = PROPOSED if lien.state == DISPUTED else lien.before
    fewer = replace(lien, facts="\n".join(sorted(facts - {what})), before=before, changed_at=at)
    return advanced(replace(fewer, state=start))


def judged(lien: Lien, at: datetime) -> Lien:
    """The lien after a dispute over it has ended: back where it was, and as far as its facts lead."""
    if lien.state != DISPUTED:
        return lien
    return advanced(replace(lien, state=lien.before or PROPOSED, before="", changed_at=at))


def advanced(lien: Lien) -> Lien:
    """As far as the facts lead."""
    facts = lien.facts.splitlines()
    while True:
        reached = [TRANSITIONS[lien.state, fact] for fact in facts if (lien.state, fact) in TRANSITIONS]
        if not reached:
            return lien
        lien = replace(lien, state=reached[0])

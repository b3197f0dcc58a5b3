"""What the rules found of a deal while its money is out: on its timeline, and as it stands now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from core.hub.ports import Store
from core.kernel.ids import message_id
from core.loan import FacilityWatch, Finding
from gateway.console.deal_items import PAPER, Head, Item
from gateway.console.deal_words import FOUND
from gateway.console.desk import Desk
from gateway.console.texts import N_

FINDINGS_MAX = 100
ENDED = N_("Rules: stands no more")


class Watched(NamedTuple):
    """watch: when it was judged last; None: not yet. standing: what stands against it, gravest first."""

    watch: FacilityWatch | None
    standing: tuple[Finding, ...]

    @property
    def not_judged(self) -> tuple[str, ...]:
        return tuple(self.watch.not_judged.split()) if self.watch is not None else ()


def watched(store: Store, facility_no: str) -> Watched:
    """How a facility stands by its rules now."""
    rows = store.rows(Finding, limit=FINDINGS_MAX, facility_no=facility_no, stands=True)
    rows.sort(key=lambda row: ("RBCFW".index(row.action), row.rule))
    return Watched(store.get(FacilityWatch, facility_no), tuple(rows))


def found_items(desk: Desk, facility_no: str) -> Iterator[Item]:
    """Each finding where it began and where it ended; between the two nothing is told."""
    for row in desk.views.newest(Finding, limit=FINDINGS_MAX, facility_no=facility_no):
        word, tone = FOUND.get(row.action, (row.action, "plain"))
        key = f"{row.facility_no}/{row.rule}/{row.times}"
        yield Item(
            day=row.begun_day,
            at=row.begun_at,
            lane=PAPER,
            message=UUID(row.begun_message),
            heads=[Head(word, row.text, tone)],
            effect=message_id(row.begun_message, "finding.begun", key),
            task=row.review,
            decision=row.decision,
        )
        if not row.stands:
            yield Item(
                day=row.ended_day,
                at=row.ended_at,
                lane=PAPER,
                message=UUID(row.ended_message),
                heads=[Head(ENDED, row.rule, "good")],
                effect=message_id(row.ended_message, "finding.ended", key),
                decision=row.ended_by,
            )

"""Events of many loans in one entry a book: a day's accrual is one voucher, each loan a line of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from core.kernel.errors import Refused
from core.ledger.draft import Draft, DraftLine
from core.ledger.entry import Entry
from core.ledger.posting import Posting
from core.ledger.rules import Event, drafts_of, rule_for, rules_on


def post_together(posting: Posting, number: str, events: Sequence[Event]) -> list[Entry]:
    """Posts what the rules say of events of one day under one number; nothing, where nothing moves.

    Lines on the same account, side and auxiliaries are one line: income is a sum, receivables stay apart.
    Refused where the events are not of one day.
    """
    days = {event.business_day for event in events}
    if len(days) > 1:
        raise Refused(f"{number} is to be of {len(days)} days; an entry has one", cause="ledger.days")
    if not events:
        return []
    rules = rules_on(posting, events[0].business_day)
    books: dict[str, list[Draft]] = {}
    for event in events:
        for draft in drafts_of(rule_for(rules, event), event):
            books.setdefault(draft.book, []).append(draft)
    return [
        posting.post(replace(drafts[0], number=number, text=_text(number, drafts), lines=lines))
        for drafts in books.values()
        if (lines := _summed(line for draft in drafts for line in draft.lines))
    ]


def _summed(lines: Iterable[DraftLine]) -> list[DraftLine]:
    sums: dict[tuple[str, ...], DraftLine] = {}
    for line in lines:
        place = (
            line.account,
            line.side,
            line.currency,
            line.party,
            line.contract,
            line.lot,
            line.funder,
            line.flow,
        )
        before = sums.get(place)
        sums[place] = line if before is None else replace(line, minor=before.minor + line.minor)
    return [line for line in sums.values() if line.minor]


def _text(number: str, drafts: Sequence[Draft]) -> str:
    return drafts[0].text if len(drafts) == 1 else f"{number}: {len(drafts)} events"

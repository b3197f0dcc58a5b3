"""One message being posted: the only way anything is written to the books."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from core.hub.message import Message
from core.kernel.errors import Refused
from core.ledger.chart import LIMITED, SINGLE, Book
from core.ledger.draft import Draft, DraftLine, check_account, check_amounts, reversed_lines
from core.ledger.entry import POSTED, REVERSAL, Entry, Late, Line, Reversed
from core.ledger.hashes import Head, hash_of
from core.ledger.limits import Limits
from core.ledger.periods import period_for
from core.ledger.work import LedgerWork


class Posting:
    """Posts and reverses entries in the name of one message; an error leaves nothing of it behind."""

    def __init__(self, message: Message, work: LedgerWork) -> None:
        self.message = message
        self.work = work
        self.limits = Limits(work.accounts, work.balances)

    def post(self, draft: Draft, *, enforce: bool = True) -> Entry:
        """Writes the entry; Refused where its book, its accounts, its sums or a limit do not allow it.

        enforce: see `Limits.move`; in books without limits it means nothing.
        """
        book = self.check(draft)
        if book.kind == LIMITED:
            self._check_not_held(draft)
            self.limits.move(draft.book, draft.lines, enforce=enforce, posted=1)
        return self.write(draft, kind=POSTED)

    def reverse(self, entry: Entry, *, number: str, business_day: int, text: str) -> Entry:
        """Takes an entry back in red; Refused, and nothing changed, where that was done before."""
        if entry.kind != POSTED:
            raise Refused(
                f"entry {entry.number} is {entry.kind}; only a posted one is reversed",
                cause="ledger.reverse.kind",
            )
        before = self.work.reversed.get(entry.entry_id)
        if before is not None:
            raise Refused(
                f"entry {entry.number} was reversed before, by {before.by}; nothing was posted",
                cause="ledger.reversed_before",
            )
        draft = Draft(
            book=entry.book,
            number=number,
            rule=entry.rule,
            business_day=business_day,
            text=text,
            lines=reversed_lines(self.lines_of(entry)),
        )
        if self.check_number(draft).kind == LIMITED:
            self.limits.move(draft.book, draft.lines, enforce=False, posted=1)
        red = self.write(draft, kind=REVERSAL, refers=entry.entry_id)
        self.work.reversed.put(Reversed(entry_id=entry.entry_id, by=red.entry_id))
        return red

    def check(self, draft: Draft) -> Book:
        """The draft's book; Refused where the draft is no entry of it, or its number has one already."""
        book = self.check_number(draft)
        check_amounts(draft, single=book.kind == SINGLE)
        name, account_of = draft.book, self.work.accounts.get
        for line in draft.lines:
            check_account(draft, line, account_of(name, line.account))
        return book

    def check_number(self, draft: Draft) -> Book:
        """The draft's book; Refused where an entry of its number is there: one fact is posted once."""
        before = self.work.entries.get(draft.book, draft.number)
        if before is not None:
            raise Refused(
                f"entry {draft.number} of book {draft.book} was posted before ({before.business_day});"
                " nothing was posted: another fact takes another number",
                cause="ledger.number_twice",
            )
        return self.book(draft.book)

    def _check_not_held(self, draft: Draft) -> None:
        """A number that something was held under, or was refused to be, is burnt for everything else."""
        held = self.work.reservations.get(draft.book, draft.number)
        if held is not None:
            raise Refused(
                f"{draft.number} of book {draft.book} is a reservation ({held.state}); nothing was posted",
                cause="ledger.number_twice",
            )

    def write(
        self,
        draft: Draft,
        *,
        kind: str,
        refers: UUID | None = None,
        expires_at: datetime | None = None,
        period: int = 0,
    ) -> Entry:
        """Writes what was checked: head and lines, and the hash they are known by.

        period: the month it stands in, whatever is locked; 0: that of its day, or the next one that is open.
        """
        work = self.work
        head = Head(
            book=draft.book,
            number=draft.number,
            record_time=self.message.record_time,
            kind=kind,
            rule=draft.rule,
            business_day=draft.business_day,
            period=period or period_for(work, self.book(draft.book), draft.business_day),
            # As every database keeps it.
            text=draft.text.replace("\x00", "\u2400"),
            message_id=self.message.message_id,
            refers=refers,
            expires_at=expires_at,
        )
        hash_ = hash_of(head, draft.lines)
        entry = _entry(head, self._effect(draft, kind, hash_), len(draft.lines), hash_)
        work.entries.add(entry)
        add = work.lines.add
        for line in _lines(entry, draft.lines):
            add(line)
        if head.period != draft.business_day // 100:
            work.late.add(_late(entry))
        return entry

    def lines_of(self, entry: Entry) -> list[Line]:
        return self.work.lines.find(record_time=entry.record_time, entry_id=entry.entry_id)

    def book(self, name: str) -> Book:
        """Refused where there is none of that name."""
        book = self.work.books.get(name)
        if book is None:
            raise Refused(f"there is no book {name}; publish its chart first", cause="ledger.unknown_book")
        return book

    def _effect(self, draft: Draft, kind: str, hash_: str) -> UUID:
        """The hash stands in the effect: from the moment it is committed the hub's audit covers the entry."""
        return self.work.unit.effect(
            self.message,
            kind=f"entry.{kind}",
            key=f"{draft.book}/{draft.number}",
            text=f"{draft.book} {draft.number} ({draft.rule}): {draft.text} [{hash_}]",
        )


def _entry(head: Head, entry_id: UUID, lines: int, hash_: str) -> Entry:
    return Entry(
        book=head.book,
        number=head.number,
        record_time=head.record_time,
        entry_id=entry_id,
        kind=head.kind,
        rule=head.rule,
        business_day=head.business_day,
        period=head.period,
        text=head.text,
        message_id=head.message_id,
        refers=head.refers,
        expires_at=head.expires_at,
        lines=lines,
        hash=hash_,
    )


def _lines(entry: Entry, lines: Iterable[DraftLine]) -> Iterator[Line]:
    at, id_, book, number = entry.record_time, entry.entry_id, entry.book, entry.number
    day, period = entry.business_day, entry.period
    for ordinal, line in enumerate(lines, start=1):
        yield Line(
            record_time=at,
            entry_id=id_,
            ordinal=ordinal,
            book=book,
            account=line.account,
            side=line.side,
            currency=line.currency,
            minor=line.minor,
            business_day=day,
            period=period,
            party=line.party,
            contract=line.contract,
            lot=line.lot,
            funder=line.funder,
            flow=line.flow,
            number=number,
        )


def _late(entry: Entry) -> Late:
    return Late(
        book=entry.book,
        period=entry.period,
        number=entry.number,
        record_time=entry.record_time,
        entry_id=entry.entry_id,
        business_day=entry.business_day,
    )

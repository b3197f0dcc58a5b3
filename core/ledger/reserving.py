"""What is held before it counts, a draw against a limit for one: used once, or given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from core.hub.message import Message
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Refused
from core.ledger.chart import LIMITED
from core.ledger.draft import Draft, DraftLine
from core.ledger.entry import PENDING, POST, VOID, Entry
from core.ledger.limits import OPEN, POSTED, REFUSED, VOIDED, Reservation
from core.ledger.posting import Posting
from core.ledger.work import LedgerWork


class Reserving:
    """Holds, uses and gives back in the name of one message."""

    def __init__(self, message: Message, work: LedgerWork) -> None:
        self.message = message
        self.work = work
        self.posting = Posting(message, work)
        self._limits = self.posting.limits

    def hold(self, draft: Draft, *, expires_at: datetime | None) -> Reservation:
        """Holds the draft's amounts; the answer says whether they are held, and stays what it is.

        The same number again: the same answer and no change; Refused where it asks for something else. A
        refusal burns the number: a late retry must not succeed after its asker was told no.
        """
        request = canonical_bytes([draft, expires_at])
        before = self.work.reservations.get(draft.book, draft.number)
        if before is not None:
            if before.request != request:
                raise Refused(
                    f"reservation {draft.number} of {draft.book} was asked for with another"
                    f" {_difference(before.request, request)}; a new one takes a new number",
                    cause="ledger.reservation.other",
                )
            return before
        self._check(draft)
        held = Reservation(
            book=draft.book,
            number=draft.number,
            state=OPEN,
            request=request,
            held_at=self.message.record_time,
            expires_at=expires_at,
        )
        try:
            self._limits.move(draft.book, draft.lines, enforce=True, pending=1)
        except Refused as refusal:
            held = replace(held, state=REFUSED, refusal=refusal.text)
        else:
            entry = self.posting.write(draft, kind=PENDING, expires_at=expires_at)
            held = replace(held, entry_id=entry.entry_id)
        self.work.reservations.put(held)
        return held

    def use(self, book: str, number: str, *, business_day: int, minor: int | None = None) -> Entry:
        """Counts what was held, or `minor` of each line of it: the rest is given back."""
        held, lines = self._open(book, number)
        if held.expires_at is not None and self.message.record_time >= held.expires_at:
            raise Refused(
                f"reservation {number} of {book} ended at {held.expires_at}; nothing was used",
                cause="ledger.reservation.expired",
            )
        used = lines if minor is None else _part(lines, minor, number)
        self._limits.move(book, lines, enforce=False, pending=-1)
        self._limits.move(book, used, enforce=False, posted=1)
        return self._end(held, POST, POSTED, business_day, used)

    def give_back(self, book: str, number: str, *, business_day: int) -> Entry:
        """Frees what was held."""
        held, lines = self._open(book, number)
        self._limits.move(book, lines, enforce=False, pending=-1)
        return self._end(held, VOID, VOIDED, business_day, lines)

    def _check(self, draft: Draft) -> None:
        book = self.posting.check(draft)
        if book.kind != LIMITED:
            raise Refused(f"book {book.book} holds nothing back, it is {book.kind}", cause="ledger.book_kind")

    def _open(self, book: str, number: str) -> tuple[Reservation, list[DraftLine]]:
        held = self.work.reservations.get(book, number)
        if held is None:
            raise Refused(f"nothing is held under {number} in {book}", cause="ledger.reservation.unknown")
        if held.state != OPEN:
            raise Refused(
                f"reservation {number} of {book} is {held.state}; nothing was changed",
                cause="ledger.reservation.ended",
            )
        draft, _ = msgspec.json.decode(held.request, type=tuple[Draft, datetime | None])
        return held, list(draft.lines)

    def _end(
        self, held: Reservation, kind: str, state: str, business_day: int, lines: Sequence[DraftLine]
    ) -> Entry:
        draft = Draft(
            book=held.book,
            number=f"{held.number}/{kind}",
            rule="reservation",
            business_day=business_day,
            text=f"{held.number} is {state}",
            lines=lines,
        )
        entry = self.posting.write(draft, kind=kind, refers=held.entry_id)
        self.work.reservations.put(replace(held, state=state))
        return entry


def _part(lines: Sequence[DraftLine], minor: int, number: str) -> list[DraftLine]:
    least = min(line.minor for line in lines)
    if not 0 < minor <= least or len({line.minor for line in lines}) > 1:
        raise Refused(
            f"{minor} of reservation {number} cannot be used: its lines hold"
            f" {', '.join(str(line.minor) for line in lines)}; a part is"
            " above 0, within, and the same of all",
            cause="ledger.reservation.part",
        )
    return [replace(line, minor=minor) for line in lines]


def _difference(before: bytes, now: bytes) -> str:
    """The first field that two requests under one number do not share."""
    (old, old_end), (new, new_end) = (
        msgspec.json.decode(each, type=tuple[dict[str, object], str | None]) for each in (before, now)
    )
    fields = [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
    return fields[0] if fields else "expires_at" if old_end != new_end else "body"

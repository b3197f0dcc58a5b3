"""A voucher goes through three hands: maker, checker, signer, no two the same; the last posts it."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Refused
from core.kernel.second_person import same_person
from core.ledger.draft import Draft
from core.ledger.entry import Entry
from core.ledger.messages import VoucherChecked, VoucherMade, VoucherSigned, draft_lines
from core.ledger.periods import is_locked, period_of
from core.ledger.posting import Posting
from core.ledger.touching import rows_of_voucher
from core.ledger.vouchers import CHECKED, MADE, SENT_BACK, SIGNED, Voucher
from core.ledger.work import LedgerWork


@handles("ledger.voucher_made.v1", touches=rows_of_voucher)
def make_voucher(message: Message, work: LedgerWork) -> list[Message]:
    said = message.read(VoucherMade)
    if work.vouchers.get(said.book, said.number) is not None:
        raise Refused(
            f"voucher {said.number} of {said.book} was written before", cause="ledger.voucher.twice"
        )
    if bool(said.lines) == bool(said.reverses):
        raise Refused(
            f"voucher {said.number} has lines, or names the entry it takes back: one of both",
            cause="ledger.voucher.lines",
        )
    if said.lines:
        Posting(message, work).check(_draft(said))
    else:
        _told(work, said)
    _check_open(work, said)
    work.vouchers.put(
        Voucher(book=said.book, number=said.number, state=MADE, body=canonical_bytes(said), maker=said.maker)
    )
    _note(message, work, said.book, said.number, f"{said.maker} makes voucher {said.number}: {said.text}")
    return []


@handles("ledger.voucher_checked.v1", touches=rows_of_voucher)
def check_voucher(message: Message, work: LedgerWork) -> list[Message]:
    said = message.read(VoucherChecked)
    voucher = _in_state(work, said.book, said.number, MADE)
    if same_person(said.checker, voucher.maker):
        raise Refused(
            f"{said.checker} made voucher {said.number}; another checks it", cause="ledger.voucher.maker"
        )
    if not said.accepted and not said.reason.strip():
        raise Refused(f"voucher {said.number} is sent back without a reason", cause="ledger.voucher.reason")
    state = CHECKED if said.accepted else SENT_BACK
    work.vouchers.put(replace(voucher, state=state, checker=said.checker, reason=said.reason))
    _note(
        message,
        work,
        said.book,
        said.number,
        f"{said.checker}: voucher {said.number} is {state} {said.reason}",
    )
    return []


@handles("ledger.voucher_signed.v1", touches=rows_of_voucher)
def sign_voucher(message: Message, work: LedgerWork) -> list[Message]:
    said = message.read(VoucherSigned)
    voucher = _in_state(work, said.book, said.number, CHECKED)
    if any(same_person(said.signer, before) for before in (voucher.maker, voucher.checker)):
        raise Refused(
            f"{said.signer} had voucher {said.number} in hand before; a third person signs it",
            cause="ledger.voucher.signer",
        )
    written = msgspec.json.decode(voucher.body, type=VoucherMade)
    _check_open(work, written)
    posting = Posting(message, work)
    if written.reverses:
        posting.reverse(
            _told(work, written),
            number=written.number,
            business_day=written.business_day,
            text=written.text,
        )
    else:
        posting.post(_draft(written))
    work.vouchers.put(replace(voucher, state=SIGNED, signer=said.signer))
    return []


def _in_state(work: LedgerWork, book: str, number: str, state: str) -> Voucher:
    voucher = work.vouchers.get(book, number)
    if voucher is None:
        raise Refused(f"there is no voucher {number} in {book}", cause="ledger.voucher.unknown")
    if voucher.state != state:
        raise Refused(
            f"voucher {number} of {book} is {voucher.state}, not {state}; nothing was changed",
            cause="ledger.voucher.state",
        )
    return voucher


def _check_open(work: LedgerWork, said: VoucherMade) -> None:
    """A person names the month: unlike a fact, which goes to the next open one, a locked month refuses it."""
    period = period_of(said.business_day)
    if is_locked(work, said.book, period):
        raise Refused(
            f"{period} of {said.book} is locked; give voucher {said.number} a day of an open month",
            cause="ledger.period_locked",
        )


def _told(work: LedgerWork, said: VoucherMade) -> Entry:
    """The entry that a voucher takes back, by its number."""
    found = work.entries.get(said.book, said.reverses)
    if found is None:
        raise Refused(
            f"no entry of {said.book} has the number {said.reverses}, which voucher {said.number} takes back",
            cause="ledger.voucher.reverses",
        )
    return found


def _draft(said: VoucherMade) -> Draft:
    return Draft(
        book=said.book,
        number=said.number,
        rule="voucher",
        business_day=said.business_day,
        text=said.text,
        lines=draft_lines(said.lines),
    )


def _note(message: Message, work: LedgerWork, book: str, number: str, text: str) -> None:
    work.unit.effect(message, kind="voucher.moved", key=f"{book}/{number}", text=text)

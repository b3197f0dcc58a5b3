"""Messages of loans for the bench: draws on pledged goods, paid out and paid back, through the dispatcher."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from adapters.wiring.folders import read_folder
from bench.floors.rows import brought_s, keep_rows
from bench.lent import RUN, LentLoans, a_facility
from core import catalogue
from core.collateral import ContractOpened, ItemTerms
from core.hub.arrivals import Arrival
from core.kernel.days import date_of, day_number
from core.ledger import LimitGranted, VoucherLine
from core.loan import DrawActed, Facility, Loan
from tests.core.hub.from_inside import documents_from_inside, policy, quote
from tests.core.loan.deal_papers import BORROWER, CORE, SUPERVISOR, rules_that_ask

FACILITIES, LIMIT, DRAWN_MINOR = 100, 10**13, 1_000_000
# Messages of a loan: the draw, three acts of people, the answer of who paid it out, the repayment.
A_LOAN, MESSAGES_MAX = 6, 10**6
_CONTRACT = """
partner: {name}
name: {name}
parties: [{name}]
sites: [{{id: {name}-door, zone: Asia/Shanghai}}]
feeds: []
sends: [{{name: out, adapter: collect, address: "collect:", types: [{types}], repeat: safe}}]
"""
_SENDS = {"shop": "finance.status.v1", "bank": "funder.drawdown_request.v1"}
Told = tuple[str, msgspec.Struct, str]


class LoanMessages:
    """A house whose borrowers have pledged goods, and draw on them."""

    def __init__(self, home: Path, book: LentLoans) -> None:
        self.book = book
        self.count = 0
        now = datetime.now(UTC)
        self.today = day_number((now + timedelta(hours=8)).date())
        for name, types in _SENDS.items():
            folder = home / "mappings" / name
            (folder / "in").mkdir(parents=True)
            (folder / "partner.yaml").write_text(_CONTRACT.format(name=name, types=types), "utf-8")
            book.hub.publish(read_folder(folder))
        with documents_from_inside():
            for told in _opened(now - timedelta(days=1), now - timedelta(minutes=1)):
                book.tell(told)
        with book.hub.store.unit() as unit:
            for number in range(FACILITIES):
                unit.shelf(Facility).add(a_facility(f"G-{number}", f"PC-{number}", BORROWER))
        book.tell([("ledger.limit_granted.v1", said, said.number) for said in _granted(self.today)])

    def lives(self, count: int, *, limit: int = RUN) -> dict[str, float]:
        """So many loans from their draw to their last payment: seconds of each kind of message."""
        draws = [f"D-{self.count + place}" for place in range(count)]
        self.count += count
        took = {"drawdown": self._took(self._asked(draws), "shop", limit)}
        took["acts"] = sum(
            self._took(self._acted(draws, act, by), "hub", limit)
            for act, by in (("approve", "wang"), ("route", "wang"), ("disburse", "zhao"))
        )
        took["paid out"] = self._took(self._paid_out(draws), "bank", limit)
        took["repayment"] = self._took(self._repaid(draws), "bank", limit)
        over = sum(self._loan(each).over for each in draws)
        if over != count:
            raise RuntimeError(f"{over} of {count} loans are paid back")
        return took

    def floor(self, path: Path) -> float:
        """Messages a second where COPY brings the very rows that all messages led to, without any logic."""
        many, pieces = len(self.book.hub.store.rows(Arrival, limit=MESSAGES_MAX)), self.count * A_LOAN // RUN
        print("  rows a loan:", keep_rows(self.book.database, path, frames=pieces, records=self.count))
        return many / brought_s(self.book.database, path, pieces)

    def _took(self, told: list[Told], partner: str, limit: int) -> float:
        with documents_from_inside():
            self.book.take(told, partner=partner)
            begun = time.perf_counter()
            self.book.dispatch(limit=limit)
            return time.perf_counter() - begun

    def _loan(self, loan_no: str) -> Loan:
        row = self.book.hub.store.get(Loan, loan_no)
        if row is None:
            raise RuntimeError(f"{loan_no} was not drawn")
        return row

    def _asked(self, draws: list[str]) -> list[Told]:
        return [
            _fact("finance.drawdown.v1", each, _drawdown(each, place)) for place, each in enumerate(draws)
        ]

    def _acted(self, draws: list[str], act: str, by: str) -> list[Told]:
        return [
            (
                "loan.draw_acted.v1",
                DrawActed(
                    loan_no=each, version=self._loan(each).version, act=act, by=by, business_day=self.today
                ),
                f"{each}/{act}",
            )
            for each in draws
        ]

    def _paid_out(self, draws: list[str]) -> list[Told]:
        return [
            _fact(
                "funder.disbursement_result.v1",
                each,
                {
                    "draw_no": each,
                    "status": "paid",
                    "told_at": datetime.now(UTC).isoformat(),
                    "paid_amount": _yuan(DRAWN_MINOR),
                    "value_date": date_of(self.today).isoformat(),
                    "bank_ref": f"OUT-{each}",
                },
            )
            for each in draws
        ]

    def _repaid(self, draws: list[str]) -> list[Told]:
        """All of it, as the bank tells it on the day: money is believed to come soon, never in a month."""
        return [
            _fact(
                "funder.repayment.v1",
                each,
                {
                    "repay_no": f"IN-{each}",
                    "loan_no": each,
                    "kind": "settle",
                    "bank_ref": f"IN-{each}",
                    "amount": _yuan(DRAWN_MINOR),
                    "value_date": date_of(self.today).isoformat(),
                },
            )
            for each in draws
        ]


def _opened(long_ago: datetime, lately: datetime) -> Iterator[list[Told]]:
    """Parties and rules; then under each contract its goods, pledged, registered, insured and priced."""
    parties = ((BORROWER, "闽江钢材"), (CORE, "核心钢厂"), (SUPERVISOR, "港口监管"))
    yield [("risk.rules_published.v1", rules_that_ask(), "rules")]
    yield [
        _fact("party.master.v1", code, {"uscc": code, "name": name, "as_of": long_ago.isoformat()})
        for code, name in parties
    ]
    numbers = range(FACILITIES)
    yield [("collateral.contract_opened.v1", _contract(each, long_ago), f"PC-{each}") for each in numbers]
    when = lately.isoformat()
    for type_name, body_of in (
        ("wms.inbound.v1", _inbound),
        ("wms.pledge_notice.v1", _notice),
        ("wms.pledge_confirm.v1", _confirm),
    ):
        yield [_fact(type_name, str(each), body_of(each, when)) for each in numbers]
    yield [
        _fact("insurance.cover.v1", "policy", policy(when)),
        _fact("price.quote.v1", "quote", quote(when)),
    ]


def _contract(number: int, at: datetime) -> ContractOpened:
    item = ItemTerms(
        sku="HRC",
        commodity="HRC",
        market="SH",
        quote_type="close",
        unit="TNE",
        rate_ppm=700_000,
        approved_price=Decimal(1000),
    )
    return ContractOpened(
        contract_no=f"PC-{number}",
        pledgee="House",
        pledgor="闽江钢材",
        currency="CNY",
        mode="static",
        rate_ppm=700_000,
        items=(item,),
        opened_at=at,
        sites=("WH1",),
        policies=("POL-1",),
    )


def _lots(number: int) -> list[dict[str, Any]]:
    return [{"lot_no": f"L{number}", "quantity": {"value": "100000", "unit": "TNE"}}]


def _inbound(number: int, when: str) -> dict[str, Any]:
    lots = [{**each, "sku": "HRC"} for each in _lots(number)]
    return {"inbound_no": f"IN-{number}", "event_time": when, "warehouse": "WH1", "lots": lots}


def _notice(number: int, when: str) -> dict[str, Any]:
    said = {"notice_no": f"PN-{number}", "pledgee": {"name": "House"}, "issued_at": when}
    return _pledge(number) | said


def _confirm(number: int, when: str) -> dict[str, Any]:
    said = {"confirm_no": f"PCF-{number}", "notice_no": f"PN-{number}", "result": "accept"}
    return _pledge(number) | said | {"event_time": when, "registry_no": f"REG-{number}"}


def _pledge(number: int) -> dict[str, Any]:
    return {
        "action": "pledge",
        "contract_no": f"PC-{number}",
        "warehouse": "WH1",
        "lots": _lots(number),
    }


def _granted(day: int) -> Iterator[LimitGranted]:
    """Lines of the borrower and of every facility."""
    owners = [("borrower", {"party": BORROWER})]
    owners += [("facility", {"contract": f"G-{number}"}) for number in range(FACILITIES)]
    for account, owner in owners:
        lines = (
            VoucherLine(account="granted", side="debit", currency="CNY", minor=LIMIT),
            VoucherLine(account=account, side="credit", currency="CNY", minor=LIMIT, **owner),
        )
        number = f"LINE-{account}-{'-'.join(owner.values())}"
        yield LimitGranted(
            book="limits", number=number, business_day=day, text="line", approver="li", lines=lines
        )


def _drawdown(draw_no: str, place: int) -> dict[str, Any]:
    return {
        "draw_no": draw_no,
        "requested_at": datetime.now(UTC).isoformat(),
        "facility_no": f"G-{place % FACILITIES}",
        "amount": _yuan(DRAWN_MINOR),
        "payee": {"id": BORROWER},
        "pay_to": {"number": "6222-77"},
        "term_months": 1,
    }


def _fact(type_name: str, key: str, body: dict[str, Any]) -> Told:
    return type_name, catalogue.read(type_name, body), key


def _yuan(minor: int) -> dict[str, str]:
    return {"amount": f"{minor // 100}.{minor % 100:02}", "currency": "CNY"}

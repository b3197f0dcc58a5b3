"""Goods secure a loan: fixed lots, and a floor under a moving stock."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal

from core.collateral import Call, ContractClosed, ContractOpened, ItemTerms
from core.custody import Lot
from core.kernel.days import date_of
from tests.properties.year.deal import MILLION, Waits, yuan
from tests.properties.year.parties import party
from tests.properties.year.running import RunningDeal

HOUSE = {"name": "House"}
STEEL = ItemTerms(
    sku="HRC",
    commodity="HRC",
    market="SH",
    quote_type="close",
    unit="TNE",
    rate_ppm=700_000,
    approved_price=Decimal(1000),
)
MICRO = 1_000_000


class OnFixedLots(RunningDeal):
    """10,000 t of coil at about 1,000.00; lots leave against money."""

    code, prefix = "goods_static", "PC"
    mode: Literal["static", "dynamic"] = "static"
    tonnes = 10_000

    def life(self) -> Waits:
        self.stock = 0
        if not self.approve():
            return
        self.bring()
        yield self.after(1)
        self.sign()
        if not self.draw(self.wanted(), term_months=str(self.dice.randint(1, 5))):
            return
        yield from self.pay_out()
        if self.loan().state != "ACTIVE":
            return
        yield from self.watch()
        yield from self.run()
        yield from self.free()

    def watch(self) -> Waits:
        """Some weeks of a market: whoever is called pays a part before its day, or brings more goods."""
        for _ in range(self.dice.randint(0, 10)):
            if self.after(7) >= self.last_day():
                return
            yield self.after(7)
            rows = self.house.store.rows(Call, limit=9_999, state="open")
            called = [row for row in rows if row.contract_no == self.contract]
            if called and not self.over:
                self.cure(called[0])

    def cure(self, call: Call) -> None:
        self.house.calls += 1
        if self.dice.random() < 0.5:
            self.comes_in(3_000)
            self.pledge("pledge", 3_000)
        else:
            self.settle_early(call.cash_minor + self.interest(), "early")

    def wanted(self) -> int:
        return self.dice.randint(350, 610) * MILLION // 100

    def bring(self) -> None:
        """In the warehouse, pledged, confirmed, registered, insured."""
        opened = ContractOpened(
            contract_no=self.contract,
            pledgee="House",
            pledgor=f"borrower {self.no}",
            currency="CNY",
            mode=self.mode,
            rate_ppm=700_000,
            items=(STEEL,),
            opened_at=self.house.now,
            sites=("WH1",),
            policies=(f"POL-{self.no}",),
        )
        self.say("collateral.contract_opened.v1", opened, self.contract)
        self.comes_in(self.tonnes)
        self.pledge("pledge", self.tonnes, registry_no=f"REG-{self.no}")
        self.fact("insurance.cover.v1", self.policy())

    def comes_in(self, tonnes: int) -> None:
        lots = [{**self.lots(tonnes)[0], "sku": "HRC"}]
        body = {"inbound_no": f"IN-{self.no}-{self.stock}", "event_time": self.now, "warehouse": "WH1"}
        self.fact("wms.inbound.v1", body | {"lots": lots}, f"{tonnes} t")
        self.stock += tonnes

    def pledge(self, action: str, tonnes: int, **confirmed: Any) -> str:
        """Noticed and confirmed by the supervisor; why it was refused, "" where it was not."""
        number = f"PN-{self.no}-{action}-{self.house.count}"
        said = {"action": action, "contract_no": self.contract, "warehouse": "WH1", "lots": self.lots(tonnes)}
        notice = {"notice_no": number, "pledgee": HOUSE, "issued_at": self.now}
        why = self.fact("wms.pledge_notice.v1", said | notice, f"{tonnes} t")
        if why:
            return why
        confirm = {
            "confirm_no": f"C{number}",
            "notice_no": number,
            "result": "accept",
            "event_time": self.now,
        }
        return self.fact("wms.pledge_confirm.v1", said | confirm | confirmed, f"{tonnes} t")

    def policy(self) -> dict[str, Any]:
        return {
            "kind": "policy",
            "policy_no": f"POL-{self.no}",
            "insurer": {"name": "PICC"},
            "insured": party(self.borrower),
            "status": "live",
            "told_at": self.now,
            "amount": yuan(100 * MILLION),
            "valid_from": "2026-01-01",
            "valid_until": "2027-12-31",
            "loss_payee": HOUSE,
        }

    def lots(self, tonnes: int) -> list[dict[str, Any]]:
        return [{"lot_no": f"L{self.no}", "quantity": {"value": str(tonnes), "unit": "TNE"}}]

    def lot(self) -> Lot:
        row = self.house.store.get(Lot, "WH1", f"L{self.no}")
        assert row is not None
        return row

    def release(self, tonnes: int) -> bool:
        """Ordered and taken away; it is let go only where what stays carries what is owed."""
        number = f"RO-{self.no}-{self.house.count}"
        now = self.house.now
        body = {
            "order_no": number,
            "contract_no": self.contract,
            "warehouse": "WH1",
            "status": "open",
            "issued_at": now.isoformat(),
            "valid_from": now.isoformat(),
            "valid_to": (now + timedelta(days=2)).isoformat(),
            "lots": [{"lot_no": f"L{self.no}", "max_quantity": self.lots(tonnes)[0]["quantity"]}],
            "tolerance": "0",
        }
        before = self.lot().pledged_micro // MICRO
        if self.fact("wms.release_order.v1", body, f"{number} {tonnes} t"):
            return False
        self.house.let_go(self.no, before - tonnes, self.owed_principal())
        out = {"outbound_no": f"OUT-{number}", "event_time": self.now, "warehouse": "WH1"}
        self.fact(
            "wms.outbound.v1", out | {"lots": self.lots(tonnes), "release_order_no": number}, f"{tonnes} t"
        )
        self.stock -= tonnes
        return True

    def owed_principal(self) -> int:
        return self.stands().outstanding_minor if self.loan_no else 0

    def punctual(self) -> Waits:
        """Instalments on their days, and a part of the goods after each."""
        for due in self.dues():
            yield date_of(due.due)
            if not self.over:
                self.pay(due.open_minor)
                self.release(self.dice.choice((500, 2_000, 6_000)))

    def free(self) -> Waits:
        """All is paid: what is left is unpledged and leaves, and the contract ends."""
        yield self.after(1)
        if self.owed_principal():
            return
        left = self.lot().pledged_micro // MICRO
        if left and not self.pledge("unpledge", left):
            self.takes_away(left)
        self.say("collateral.contract_closed.v1", ContractClosed(contract_no=self.contract, approver="li"))

    def takes_away(self, tonnes: int) -> None:
        """Goods under no pledge leave without an order."""
        out = {"outbound_no": f"OUT-{self.no}-last", "event_time": self.now, "warehouse": "WH1"}
        self.fact("wms.outbound.v1", out | {"lots": self.lots(tonnes)}, f"{tonnes} t")
        self.stock -= tonnes


class OnMovingStock(OnFixedLots):
    """The same coil, and a floor that must stay; goods come and go above it."""

    code, mode = "goods_dynamic", "dynamic"

    def wanted(self) -> int:
        return self.dice.randint(350, 540) * MILLION // 100

    def bring(self) -> None:
        super().bring()
        self.floor("1", "8000000")

    def floor(self, no: str, value: str) -> None:
        said = {"action": "floor", "contract_no": self.contract, "warehouse": "WH1", "lots": []}
        number = f"FN-{self.no}-{no}"
        notice = {"notice_no": number, "pledgee": HOUSE, "issued_at": self.now}
        floor = {"floor_value": {"amount": value, "currency": "CNY"}}
        self.fact("wms.pledge_notice.v1", said | notice | floor, value)
        answer = {
            "confirm_no": f"C-{number}",
            "notice_no": number,
            "result": "accept",
            "event_time": self.now,
        }
        self.fact("wms.pledge_confirm.v1", said | answer, value)

    def free(self) -> Waits:
        yield self.after(1)
        if not self.owed_principal():
            self.floor("2", "0")
            yield self.after(3)
        yield from super().free()

"""A funder with loans on its own book, and the files in which it tells whole days."""

from __future__ import annotations

from typing import Any

from core.hub.message import Message
from core.loan import Break, BreakExplained, Loan
from tests.core.loan.deal_papers import BORROWER, CORE, MILLION, SUPERVISOR, cny, iso
from tests.core.loan.deals import DealRooms
from tests.core.loan.rooms import DAY, a_product

FUNDER = "harbour-bank"
MORROW = 2025_06_03


class FunderDays(DealRooms):
    """Draws of 1,000,000.00 are paid by harbour-bank, on its own book, unless a test says otherwise."""

    def __init__(self, booking: Any = "agency", **changed: Any) -> None:
        super().__init__(a_product(booking=booking, **changed))
        self.pledge()
        signers = ("house", BORROWER, CORE, SUPERVISOR, FUNDER)
        self.open_facility(funder=FUNDER, signers=signers, own_ppm=700_000)
        quota = {
            "quota_no": "Q-1",
            "funder": {"id": FUNDER},
            "product": self.product.code,
            "told_at": self.now.isoformat(),
            "total": cny(80 * MILLION),
        }
        self.hear("funder.quota.v1", quota, FUNDER)

    def ask_for(self, *draws: str) -> None:
        """Draws that are sent out to the funder, and not answered."""
        for draw_no in draws:
            self.draw("1000000", draw_no)
            self.send_out(draw_no, FUNDER)

    def lend(self, *draws: str, **changed: Any) -> None:
        """Draws that the funder paid and told of."""
        for draw_no in draws:
            self.ask_for(draw_no)
            self.answer(draw_no=draw_no, partner=FUNDER, **changed)

    def repay(self, repay_no: str, yuan: int, draw_no: str = "D-1", day: int = DAY, **more: Any) -> None:
        body: dict[str, Any] = {
            "repay_no": repay_no,
            "loan_no": f"FL-{draw_no}",
            "kind": "early",
            "amount": cny(yuan * 100),
            "value_date": iso(day),
        }
        self.hear("funder.repayment.v1", body | more, FUNDER)

    def row_of(self, draw_no: str = "D-1", **changed: Any) -> dict[str, Any]:
        """As the funder's file has a draw that it paid."""
        return {
            "number": f"FL-{draw_no}",
            "our_number": draw_no,
            "amount": cny(MILLION),
            "date": iso(DAY),
            "bank_ref": f"REF-{draw_no}",
            "status": "paid",
        } | changed

    def file(
        self, *rows: dict[str, Any], no: str = "F1", kind: str = "disbursement", day: int = DAY, **more: Any
    ) -> list[Message]:
        """The funder tells a day; later(days) says when."""
        partner, hours = more.pop("partner", FUNDER), more.pop("hours", None)
        total = sum(int(row["amount"]["amount"].replace(".", "")) for row in rows)
        body = {"file_no": no, "date": iso(day), "kind": kind, "count": len(rows), "sum": cny(total)}
        return self.hear("funder.recon_file.v1", body | {"rows": list(rows)} | more, partner, hours=hours)

    def explain(self, what: str, about: str = "D-1", *, kind: Any = "disbursement", **more: Any) -> None:
        said = {"funder": FUNDER, "kind": kind, "day": DAY, "by": "wang", "business_day": DAY}
        said |= {"reason": "told by phone", "approver": "zhao"}
        body = BreakExplained(what=what, about=about, **(said | more))  # type: ignore[arg-type]
        self.tell("loan.break_explained.v1", body)

    def breaks(self, state: str = "open") -> list[tuple[str, str]]:
        """(class, what it is about) of the breaks in that state."""
        return [(row.what, row.about) for row in self.rows(Break, state=state)]

    def told(self, kind: str = "disbursement", day: int = DAY) -> str:
        """What the alert about that day says; "" where none is open."""
        return self.alerts().get(f"L12:{FUNDER}/{kind}/{day}", "")

    def state(self, draw_no: str = "D-1") -> str:
        return self.row(Loan, draw_no).state

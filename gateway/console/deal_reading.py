"""A deal as its pages have it: an application, its facility, what runs under it, what secures it."""

from __future__ import annotations

from typing import NamedTuple

from core.collateral import Contract, Security
from core.hub.ports import Store
from core.loan import Application, Facility, Loan, Product, Standing
from gateway.console.deal_products import Products

# So many running loans of one facility are looked at; its own pages have all of them.
LOANS_MAX = 50
LATE = ("OVERDUE", "ACCELERATED", "IN_DISPOSAL")
CALLED = ("CALL", "LIQUIDATE")


class Deal(NamedTuple):
    """One deal. over: loans that ended; late_days: since the oldest unpaid due day of any of its loans."""

    application: Application
    product: Product | None
    facility: Facility | None = None
    loans: tuple[Loan, ...] = ()
    over: tuple[Loan, ...] = ()
    goods: Contract | None = None
    security: Security | None = None
    late_days: int = 0

    @property
    def mode(self) -> str:
        return self.product.mode.value if self.product is not None else ""

    @property
    def marks(self) -> frozenset[str]:
        """All that it is found by, as "kind:STATE"."""
        found = {f"loan:{one.state}" for one in (*self.loans, *self.over)}
        found.add(f"application:{self.application.state}")
        if self.facility is not None:
            found.add(f"facility:{self.facility.state}")
        if self.goods is not None:
            found.add(f"contract:{self.goods.level}")
        return frozenset(found)

    @property
    def stage(self) -> str:
        """The state that says most of it now, as "kind:STATE": the gravest of its loans, else what it is."""
        loans = self.loans or self.over
        if self.facility is None or (not loans and self.application.state != "APPROVED"):
            return f"application:{self.application.state}"
        if self.facility.state in ("FROZEN", "TERMINATED") and not self.loans:
            return f"facility:{self.facility.state}"
        return f"loan:{max(loans, key=_gravity).state}" if loans else f"facility:{self.facility.state}"

    @property
    def troubles(self) -> tuple[str, ...]:
        """What of it somebody should look after, by the words of `deal_words.TROUBLES`."""
        found = [name for name, marks in TROUBLES.items() if self.marks & frozenset(marks)]
        if "called" not in found and self.security is not None and self.security.call_since is not None:
            found.append("called")
        return tuple(found)


# In this order a deal is listed once, by the first of them that it has.
TROUBLES: dict[str, tuple[str, ...]] = {
    "late": tuple(f"loan:{state}" for state in LATE),
    "doubt": ("loan:UNKNOWN",),
    "called": tuple(f"contract:{level}" for level in CALLED),
    "frozen": ("facility:FROZEN",),
    "papers": ("application:SUPPLEMENT", "application:RETURNED"),
}
_GRAVE = (
    "CLOSED", "CANCELLED", "SETTLED", "WRITTEN_OFF", "ACTIVE", "EXTENDED", "REQUESTED", "PRE_OCCUPIED",
    "APPROVED", "ROUTED", "DISBURSING", "RESTRUCTURED", "DUE", "GRACE", "UNKNOWN", "OVERDUE", "ACCELERATED",
    "IN_DISPOSAL",
)  # fmt: skip


def _gravity(loan: Loan) -> int:
    return _GRAVE.index(loan.state) if loan.state in _GRAVE else 0


def deal_of(store: Store, products: Products, application: Application, *, ended: bool = True) -> Deal:
    """The deal that this application is, or began; ended: with loans that are over, though others run."""
    deal = Deal(application, products.of(application.product, application.product_version))
    facility = store.get(Facility, application.facility_no) if application.facility_no else None
    if facility is None:
        return deal
    loans = store.rows(Loan, limit=LOANS_MAX, facility_no=facility.facility_no, over=False)
    over: list[Loan] = []
    if ended or not loans:
        over = store.rows(Loan, limit=LOANS_MAX, facility_no=facility.facility_no, over=True)
    late = [store.get(Standing, one.loan_no) for one in loans if one.state in LATE]
    goods = store.get(Contract, facility.contract_no) if facility.contract_no else None
    security = store.get(Security, facility.contract_no) if facility.contract_no and goods is None else None
    return deal._replace(
        facility=facility,
        loans=tuple(loans),
        over=tuple(over),
        goods=goods,
        security=security,
        late_days=max((one.past_due_days for one in late if one is not None), default=0),
    )

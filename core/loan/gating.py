"""The gates between a draw and its money: the loan's own, those of its security, and whether it covers."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from core.collateral import Base, base_of, gates_asked
from core.kernel.days import date_of, day_number
from core.kernel.errors import Refused
from core.kernel.rounding import Rounding, divided
from core.loan.assigned import held_on_lines, over_lines
from core.loan.deciding import payees_of
from core.loan.drawing import maturity_of, months_begun
from core.loan.loan import Loan
from core.loan.modes import Gate, signers_of
from core.loan.payee_account import other_account
from core.loan.post_taking import blocking
from core.loan.product import PPM, Product
from core.loan.records import Facility
from core.loan.telling import is_secured, owed_on
from core.loan.work import LoanWork


class Draw(NamedTuple):
    """What money is asked for: the facility as it stands and, once it is there, the loan itself.

    pay_to: the account, in canonical bytes as text.
    """

    facility: Facility
    product: Product
    minor: int
    payee: str
    pay_to: str
    loan: Loan | None = None


def asked_for(facility: Facility, product: Product, loan: Loan) -> Draw:
    """A draw that is not held yet."""
    return Draw(facility, product, loan.principal_minor, loan.payee, loan.pay_to)


def require_open(work: LoanWork, draw: Draw, at: datetime) -> None:
    """Refused with every closed gate by its name, and by how much the security is short."""
    base = _base(work, draw, at)
    closed = base.closed if base is not None else _frozen(work, draw, at)
    shut = [*_own_gates(draw), *closed, *blocking(work, draw.facility.facility_no)]
    if draw.product.other_account == "refuse" and (other := other_account(work, draw.payee, draw.pay_to)):
        shut.append(other)
    if base is not None and (short := _short(work, draw, base)):
        shut.append(short)
    if base is not None and (unasked := _unasked(work, draw)):
        shut.append(f"{', '.join(unasked)}: {draw.facility.contract_no} does not answer for it")
    if shut:
        raise Refused(
            f"no money under {draw.facility.facility_no} yet: {'; '.join(shut)}", cause="loan.gate_closed"
        )


def require_tenor(loan: Loan, facility: Facility, product: Product) -> None:
    """Refused unless it ends within its facility (R36) and within the product's terms."""
    drawn = date_of(loan.wanted_day)
    ends = maturity_of(loan, drawn)
    if ends <= drawn or day_number(ends) > facility.until_day:
        raise Refused(
            f"draw {loan.loan_no} from {drawn} would end on {ends}; facility {facility.facility_no} ends on"
            f" {date_of(facility.until_day)}",
            cause="loan.tenor",
        )
    if loan.term_months:
        product.term_months.taken(Decimal(loan.term_months), "months of a draw")
    elif months_begun(drawn, ends) > product.term_months.most:
        raise Refused(
            f"draw {loan.loan_no} to {ends}; the product takes {product.term_months.most} months",
            cause="loan.outside",
        )


def first_margin(product: Product, minor: int) -> int:
    """The share of a draw that is there before it, never a cent less."""
    return divided(minor * product.margin.first_ppm, PPM, Rounding.UP) if product.margin is not None else 0


def missing_signers(product: Product, facility: Facility) -> list[str]:
    """Parties of the mode who have not signed."""
    signed = set(facility.signers.splitlines())
    return [who for who in signers_of(product.mode, product.variant, facility) if who not in signed]


def _own_gates(draw: Draw) -> list[str]:
    facility, product = draw.facility, draw.product
    gates, shut = product.money_gates, dict[Gate, str]()
    if unsigned := missing_signers(product, facility):
        shut[Gate.SIGNED] = f"{', '.join(unsigned)} did not sign"
    if short := _margin_short(draw):
        shut[Gate.MARGIN] = f"{short} minor units of the first margin did not come"
    payees = payees_of(product, facility)
    if draw.payee not in payees:
        shut[Gate.PAYEE] = (
            f"{draw.payee} is no counter-party of the trade ({', '.join(payees) or 'nobody is'})"
        )
    if not (facility.account and facility.account_controlled):
        shut[Gate.ACCOUNT] = "no collection account is under control"
    if unmet := sorted(set(product.conditions) - set(facility.conditions.splitlines())):
        shut[Gate.CONDITIONS] = f"{', '.join(unmet)} is not met"
    return [f"{gate}: {shut[gate]}" for gate in gates if gate in shut]


def _margin_short(draw: Draw) -> int:
    """What is missing of the first margin; once the draw is held it is the loan's."""
    held = draw.loan.margin_minor if draw.loan is not None else draw.facility.margin_minor
    return max(first_margin(draw.product, draw.minor) - held, 0)


def _unasked(work: LoanWork, draw: Draw) -> list[str]:
    """Gates that the mode or the product needs, and the security contract was opened without."""
    asked = gates_asked(work.collateral, draw.facility.contract_no)
    return [gate for gate in draw.product.security_gates if gate not in asked]


def _base(work: LoanWork, draw: Draw, at: datetime) -> Base | None:
    """What the security lends; None where nothing secures the draw before its money, as in a prepayment."""
    contract_no = draw.facility.contract_no
    if not draw.product.security_gates:
        return None
    base = base_of(work.collateral, contract_no, at=at)
    if base.currency != draw.facility.currency:
        raise Refused(
            f"contract {contract_no} is in {base.currency}, the facility in {draw.facility.currency}",
            cause="loan.security_currency",
        )
    return base


def _frozen(work: LoanWork, draw: Draw, at: datetime) -> list[str]:
    """Where all other gates are the loan's own, one still stops money: collateral holds it frozen."""
    contract_no = draw.facility.contract_no
    if not is_secured(work, contract_no):
        return []
    closed = base_of(work.collateral, contract_no, at=at).closed
    return [each for each in closed if each.startswith(f"{Gate.FREE}:")]


def _short(work: LoanWork, draw: Draw, base: Base) -> str:
    """Owed after this draw, those in flight with it, over what may be owed: of the floor, not the stock (T1).

    The facility's own share of the value bounds it too, where the security contract would lend more; of what
    has no room on its buyers' lines nothing is lent (T3).
    """
    facility = draw.facility
    value = base.value_minor
    if draw.product.at_assignment:
        value = min(value, held_on_lines(work, facility.contract_no))
    most = min(base.base_minor, divided(value * facility.advance_ppm, PPM, Rounding.DOWN))
    owed = owed_on(work, facility.contract_no, more_minor=draw.minor if draw.loan is None else 0)
    if owed <= most:
        return ""
    over = over_lines(work, facility.contract_no) if draw.product.at_assignment else []
    why = f"; no room on the line of its buyer has {', '.join(over[:10])}" if over else ""
    return f"cover: {owed} minor units would be owed, {facility.contract_no} lends {most}{why}"

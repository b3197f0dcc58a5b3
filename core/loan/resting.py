"""Which sites a draw rests on: where its goods lie; it waits while one of them is uncertain."""

from __future__ import annotations

from collections.abc import Iterable

from core.hub.message import Message
from core.loan.work import LoanWork


def sites_of_request(message: Message, work: LoanWork) -> Iterable[str]:
    """Of money that is asked for under a facility."""
    facility = work.facilities.get(message.body.facility_no)
    return _sites(work, facility.contract_no) if facility is not None else ()


def sites_of_act(message: Message, work: LoanWork) -> Iterable[str]:
    """Of money that goes out; what else is done to a draw rests on no goods."""
    loan = work.loans.get(message.body.loan_no) if message.body.act == "disburse" else None
    return _sites(work, loan.contract_no) if loan is not None else ()


def _sites(work: LoanWork, contract_no: str) -> list[str]:
    return sorted({lot.site for lot in work.collateral.lots.find(contract_no=contract_no)})

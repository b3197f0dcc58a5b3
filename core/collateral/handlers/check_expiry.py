"""The clock asks what is about to end: registry entries, receipts and policies are alarmed in time (C12)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from core.collateral.alarms import Alarms
from core.collateral.closing_messages import ExpiryCheckDue
from core.collateral.expiry import ends, next_stage
from core.collateral.filing import LIVE
from core.collateral.work import CollateralWork
from core.hub.handling import handles
from core.hub.message import Message

# A policy has no contract of its own whose day would count.
POLICY_ZONE = ZoneInfo("Asia/Shanghai")


@handles("collateral.expiry_check_due.v1")
def check_expiry(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(ExpiryCheckDue)
    alarms, at = Alarms(message), said.at.astimezone(UTC)
    if said.subject == "policy":
        _policy(work, alarms, said.number, at.astimezone(POLICY_ZONE).date())
    else:
        _contract(work, alarms, said.number, at)
    return alarms.messages()


def _contract(work: CollateralWork, alarms: Alarms, contract_no: str, at: datetime) -> None:
    contract = work.contracts.get(contract_no) or work.securities.get(contract_no)
    today = contract.day_of(at) if contract else at.date()
    for row in work.filings.find(contract_no=contract_no):
        stage = next_stage(row.until_day, row.warned, today) if row.state == LIVE else -1
        if stage >= 0:
            work.filings.put(replace(row, warned=stage))
            _alarm(
                alarms,
                (f"{contract_no}/{row.filing_no}", row.warned),
                f"filing {row.filing_no} of {contract_no}",
                (row.until_day, stage),
            )
    for paper in work.receipts.find(contract_no=contract_no):
        lien = work.liens.get("receipt", paper.thing)
        lives = lien is not None and lien.lives
        stage = next_stage(paper.valid_until, paper.warned, today) if lives else -1
        if stage >= 0:
            work.receipts.put(replace(paper, warned=stage))
            what = f"receipt {paper.number} of {paper.issuer}"
            object_ = f"{contract_no}/receipt/{paper.thing}"
            _alarm(alarms, (object_, paper.warned), what, (paper.valid_until, stage))


def _policy(work: CollateralWork, alarms: Alarms, policy_no: str, today: date) -> None:
    for row in work.insurances.find(policy_no=policy_no):
        watched = row.kind in {"policy", "limit"} and row.status in {"live", "accepted"}
        stage = next_stage(row.until_day, row.warned, today) if watched else -1
        if stage >= 0:
            work.insurances.put(replace(row, warned=stage))
            what = f"{row.kind} {row.number or policy_no} of {row.insurer}"
            _alarm(alarms, (f"{policy_no}/{row.kind}/{row.number}", row.warned), what, (row.until_day, stage))


def _alarm(alarms: Alarms, object_warned: tuple[str, int], what: str, until_stage: tuple[int, int]) -> None:
    """The alarm of this stage takes the place of the one before."""
    object_, warned = object_warned
    alert = ends(object_, what, *until_stage)
    if warned >= 0:
        alarms.calm("C12", f"{object_}:{warned}", alert.text)
    alarms.alarm(alert)

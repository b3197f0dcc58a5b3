"""The registry answers: what is filed is registered, what others filed on the same is alarmed (R24)."""

from __future__ import annotations

from core.catalogue.registry_filing import FilingHit, RegistryFiling
from core.collateral.filing import CANCELLED, CLEAR, HIT, LIVE, Filing
from core.collateral.lien import Lien
from core.collateral.names import day, plain, who
from core.collateral.proposing import register_what_is_filed
from core.collateral.register import Thing
from core.collateral.restating import Restating
from core.collateral.work import CollateralWork
from core.hub.alerts import AlertRaised
from core.hub.handling import handles
from core.hub.message import Message


@handles("registry.filing.v1")
def keep_filing(message: Message, work: CollateralWork) -> list[Message]:
    said = message.read(RegistryFiling)
    if said.status == "pending":
        return []
    restating = Restating(message, work)
    if said.status == "rejected":
        reasons = "; ".join(each.text for each in said.reasons if each.text)
        text = f"the registry rejects to {said.op} for {said.subject_no}: {reasons or 'no reason given'}"
        restating.alarms.alarm(_alarm(f"registry/{said.subject_no}", text, code="C12"))
    elif said.op == "query":
        _search(restating, said)
    else:
        _file(restating, said)
    work.unit.effect(
        message,
        kind=f"filing.{said.op}",
        key=f"{said.subject_no}/{said.filing_no or said.request_no}",
        text=f"{said.op} {said.filing_no or said.request_no} for {said.subject_no}: {said.status}",
    )
    restating.touch(said.subject_no, f"the registry tells of {said.filing_no or said.request_no}")
    return restating.answers()


def _file(restating: Restating, said: RegistryFiling) -> None:
    known = restating.work.filings.get(said.subject_no, said.filing_no)
    numbers = "\n".join(sorted({plain(each) for each in said.property_numbers}))
    row = Filing(
        contract_no=said.subject_no,
        filing_no=said.filing_no,
        kind=said.kind,
        state=CANCELLED if said.op == "cancel" else LIVE,
        told_at=said.told_at,
        certificate_no=said.certificate_no or (known.certificate_no if known else ""),
        until_day=day(said.term_until) or (known.until_day if known else 0),
        numbers=numbers or (known.numbers if known else ""),
    )
    restating.work.filings.put(row)
    restating.alarms.calm("C12", f"registry/{said.subject_no}", f"filing {said.filing_no} is accepted")
    for stage in (30, 7, 0):
        if known and known.warned >= 0:
            restating.alarms.calm(
                "C12", f"{said.subject_no}/{said.filing_no}:{stage}", "it was renewed or ended"
            )
    register_what_is_filed(restating, said.subject_no)


def _search(restating: Restating, said: RegistryFiling) -> None:
    """Others' filings that name what stands for this contract; one that names nothing is for a person."""
    liens = [each for each in restating.work.liens.find(contract_no=said.subject_no) if each.lives]
    ours = {each.filing_no for each in restating.work.filings.find(contract_no=said.subject_no)}
    found = [each for each in said.hits if each.filing_no not in ours]
    for hit in found:
        named = {plain(each) for each in hit.property_numbers}
        for lien in liens:
            if lien.number in named:
                _dispute(restating, lien, hit)
        if not named:
            text = f"{hit.filing_no} of {who(hit.party)} ({hit.date}) names no numbers: {hit.text[:200]}"
            restating.alarms.alarm(_alarm(f"registry/{said.subject_no}/{hit.filing_no}", text))
    restating.work.filings.put(
        Filing(
            contract_no=said.subject_no,
            filing_no=f"?{said.request_no or said.told_at.isoformat()}",
            kind=said.kind,
            state=HIT if found else CLEAR,
            told_at=said.told_at,
            numbers="\n".join(sorted({plain(each) for each in said.property_numbers})),
        )
    )


def _dispute(restating: Restating, lien: Lien, hit: FilingHit) -> None:
    thing = Thing(lien.kind, lien.thing, f"{lien.kind} {lien.thing}", lien.number)
    restating.register.claim(thing, lien, f"{who(hit.party)}, filing {hit.filing_no} of {hit.date}")
    restating.register.tell(lien.kind, lien.thing, "disputed")


def _alarm(object_: str, text: str, *, code: str = "C08") -> AlertRaised:
    action = "file it again, or ask the registry" if code == "C12" else "read the filing: is it the same?"
    return AlertRaised(code=code, severity="high", object=object_, text=text, action=action)

"""A bureau's report comes in: each of its facts takes the place of an older one about the party."""

from __future__ import annotations

from core.catalogue.credit_report import CreditReport
from core.hub.handling import handles
from core.hub.message import Message
from core.risk.naming import who
from core.risk.told import ReportFact
from core.risk.work import RiskWork


@handles("credit.report.v1")
def keep_report(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(CreditReport)
    if said.status is not None:
        # Asked for, not found or refused: nothing is said of the party.
        return []
    party = who(said.subject)
    for name, value in said.facts.items():
        before = work.report_facts.get(party, name)
        if before is None or before.obtained_at <= said.obtained_at:
            work.report_facts.put(
                ReportFact(
                    party=party,
                    name=name,
                    value=value,
                    report_no=said.report_no,
                    kind=said.kind,
                    obtained_at=said.obtained_at,
                    expires_at=said.expires_at,
                )
            )
    return []

"""The registry answers: what it filed for us is known as ours, what it found is held against a draw."""

from __future__ import annotations

from core.catalogue.registry_filing import RegistryFiling
from core.hub.handling import handles
from core.hub.message import Message
from core.risk.naming import who
from core.risk.told import Filed, Looked
from core.risk.work import RiskWork


@handles("registry.filing.v1")
def keep_filing(message: Message, work: RiskWork) -> list[Message]:
    said = message.read(RegistryFiling)
    if said.status != "accepted":
        return []
    if said.op != "query":
        if said.filing_no:
            work.filed.put(Filed(filing_no=said.filing_no, contract_no=said.subject_no))
        return []
    pledgor = who(said.pledgor)
    for number in dict.fromkeys((said.subject_no, *said.property_numbers)):
        # A filing that names no property may be of anything of the pledgor's.
        hits = [
            hit.filing_no
            for hit in said.hits
            if number == said.subject_no or not hit.property_numbers or number in hit.property_numbers
        ]
        before = work.looked.get(number, pledgor)
        if before is None or before.told_at <= said.told_at:
            row = Looked(number=number, pledgor=pledgor, told_at=said.told_at, hits="\n".join(hits))
            work.looked.put(row)
    return []

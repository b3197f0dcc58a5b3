"""R23 and R24: what the tax office says of the invoices, and what the registry found of what is offered."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from core.risk.feeders import Case, feeds, number
from core.risk.told import Verified
from core.risk.trade_book import contract_of
from core.risk.trading import invoices_of
from core.risk.values import Said
from core.risk.work import RiskWork

CONSISTENT = "consistent"
DAY_S = 86_400
# As rules say what the office says, gravest last.
WORDS = {
    "match": CONSISTENT,
    "mismatch": "inconsistent",
    "not_found": "not found",
    "red": "red",
    "void": "void",
}
STATES = {"void": "void", "red": "red"}
OFFERED = ("invoice", "lot", "receipt", "order")


@feeds("invoice_verification", "verification_age_days", "invoice_state")
def feed_verification(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Of several invoices the worst answer and the oldest; nothing while one of them has none."""
    named = case.refs.get("invoice", ())
    answers = [_answer(case, work, name) for name in named]
    known = [each for each in answers if each is not None]
    if not known or len(known) < len(named):
        return {}
    worst = max((each.result for each in known), key=list(WORDS).index)
    oldest = min(each.verified_at for each in known)
    # What the seller's own system says of it counts too: it may be void since it was verified.
    states = [worst, *(each.state for each in invoices_of(case, work))]
    return {
        "invoice_verification": WORDS[worst],
        "verification_age_days": number(Fraction(int((case.at - oldest).total_seconds()), DAY_S)),
        "invoice_state": next((STATES[each] for each in states if each in STATES), "normal"),
    }


@feeds("registry_prior_claim")
def feed_registry(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """A filing that is not ours on anything that is offered; nothing while one of them was not looked for."""
    offered = [name for kind in OFFERED for name in case.refs.get(kind, ())]
    if not offered and case.contract_no:
        offered = [case.contract_no]
    pledgor = case.party("seller", "borrower")
    found = [work.looked.get(name, pledgor) for name in offered]
    if not found:
        return {}
    hits = [hit for each in found if each is not None for hit in each.hits.splitlines()]
    if any(work.filed.get(hit) is None for hit in hits):
        return {"registry_prior_claim": True}
    return {} if None in found else {"registry_prior_claim": False}


def _answer(case: Case, work: RiskWork, name: str) -> Verified | None:
    """By the seller, where the answer named it; a number with its code is one in the whole country."""
    return work.verified.get(name, case.party("seller", "borrower")) or work.verified.get(name, "")


@feeds("payee_is_counterparty")
def feed_payee(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Who is paid is the seller of the named contracts, orders or invoices, else of the case."""
    payee = case.party("payee")
    named = case.refs.get("contract", ())
    contracts = (contract_of(work, name, case.party("seller")) for name in named)
    sellers = {each.seller for each in contracts if each is not None and each.seller}
    sellers |= {each.seller for each in invoices_of(case, work) if each.seller}
    sellers = sellers or {name for name in (case.party("seller"),) if name}
    return {"payee_is_counterparty": sellers == {payee}} if payee and sellers else {}

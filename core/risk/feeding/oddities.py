"""R27, R28, R30, R31: odd amounts and numbers, more than the contract, dilution, buyers who pay later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import isqrt

from core.kernel.currencies import minor_digits
from core.risk.feeders import DIGITS, Case, feeds, number, percent
from core.risk.naming import months_until
from core.risk.trade import INVOICE, TradeDocument, TradeMonth
from core.risk.trade_book import contract_of
from core.risk.trading import invoices_of, months_of, pair_of
from core.risk.values import Said
from core.risk.work import RiskWork

YEAR = 12
# Of fewer invoices nobody can say what their amounts usually are.
USUAL_FROM = 6
SIGMAS_MAX = 999
# What a rule set may say otherwise by parameters of these names.
ROUND, ROW = 10_000, 3
DSO_MONTHS, DSO_SALES = 6, 3
DAYS_A_MONTH = 30


@feeds("amount_sigma", "round_amount", "sequential_numbers", "month_end_share_pct")
def feed_oddities(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Of the named invoices the oddest, each beside the others of its pair in twelve months."""
    invoices = invoices_of(case, work)
    if not invoices:
        return {}
    round_to, row = case.parameter("R27.round", ROUND), case.parameter("R27.row", ROW)
    found: dict[str, Said] = {
        "round_amount": any(_is_round(each, round_to) for each in invoices),
        "sequential_numbers": any(_row_length(work, each, row) >= row for each in invoices),
    }
    sigmas: list[Fraction] = []
    shares: list[Fraction] = []
    for invoice in invoices:
        ends = (invoice.seller, invoice.buyer)
        months = months_of(case, work, ends, months_until(invoice.day // 100, YEAR))
        sigmas += _sigmas(invoice, months)
        issued = sum(each.invoices for each in months)
        if issued >= USUAL_FROM:
            shares.append(Fraction(100 * sum(each.at_end for each in months), issued))
    if len(sigmas) == len(invoices):
        found["amount_sigma"] = number(max(sigmas))
    if len(shares) == len(invoices):
        found["month_end_share_pct"] = number(max(shares))
    return found


@feeds("invoiced_pct")
def feed_invoiced(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Of the contracts that the invoices or the case itself name, the one that most is invoiced of."""
    seller = case.party("seller", "borrower")
    named = [(contract_no, seller) for contract_no in case.refs.get("contract", ())]
    named += [(each.contract_no, each.seller) for each in invoices_of(case, work)]
    shares: list[Fraction] = []
    for contract_no, of in dict.fromkeys(named):
        contract = contract_of(work, contract_no, of)
        if contract is None or not contract.amount_minor:
            return {}
        shares.append(Fraction(100 * contract.invoiced_minor, contract.amount_minor))
    return {"invoiced_pct": number(max(shares))} if shares else {}


@feeds("dso_jump_pct")
def feed_days_of_sales(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Days that sales stay unpaid now, beside the mean of the six months before; none without payments."""
    pair = pair_of(case, work)
    if pair is None or not pair.payments:
        return {}
    ends = (pair.seller, pair.buyer)
    months = months_of(case, work, ends, months_until(case.month, DSO_MONTHS + DSO_SALES))
    unpaid = pair.invoiced_minor - pair.credited_minor - pair.paid_minor
    days: list[Fraction] = []
    for back in range(DSO_MONTHS + 1):
        last = len(months) - back
        sales = sum(each.invoiced_minor for each in months[last - DSO_SALES : last])
        if not sales:
            return {}
        days.append(Fraction(unpaid * DSO_SALES * DAYS_A_MONTH, sales))
        month = months[last - 1]
        unpaid -= month.invoiced_minor - month.credited_minor - month.paid_minor
    usual = sum(days[1:], Fraction(0)) / DSO_MONTHS
    return {"dso_jump_pct": percent(days[0] - usual, usual) if usual > 0 else None}


@feeds("dilution_pct")
def feed_dilution(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """Credit notes of twelve months, of what was invoiced in them."""
    pair = pair_of(case, work)
    if pair is None:
        return {}
    months = months_of(case, work, (pair.seller, pair.buyer), months_until(case.month, YEAR))
    credited = sum(each.credited_minor for each in months)
    return {"dilution_pct": percent(credited, sum(each.invoiced_minor for each in months))}


def _is_round(invoice: TradeDocument, to: int) -> bool:
    unit = to * 10 ** minor_digits(invoice.currency)
    return bool(invoice.gross_minor) and (invoice.gross_minor or 0) % unit == 0


def _row_length(work: RiskWork, invoice: TradeDocument, enough: int) -> int:
    """How many of the pair's invoices have numbers that follow each other, this one among them."""
    length = 1
    for step in (-1, 1):
        for other in _neighbours(work, invoice, step):
            if other is None or other.buyer != invoice.buyer or length >= enough:
                break
            length += 1
    return length


def _neighbours(work: RiskWork, invoice: TradeDocument, step: int) -> Iterator[TradeDocument | None]:
    code, slash, digits = invoice.number.rpartition("/")
    if not digits.isdecimal():
        return
    at = int(digits) + step
    while at >= 0:
        yield work.documents.get(INVOICE, invoice.issuer, f"{code}{slash}{at:0{len(digits)}d}")
        at += step


def _sigmas(invoice: TradeDocument, months: list[TradeMonth]) -> list[Fraction]:
    """How many deviations its amount is from the mean of the others; nothing where they are too few."""
    mine = invoice.gross_minor or 0
    count = sum(each.invoices for each in months) - 1
    if count < USUAL_FROM:
        return []
    whole = sum(each.invoiced_minor for each in months) - mine
    squares = sum(int(each.squares) for each in months) - mine**2
    apart = abs(count * mine - whole)
    # count squared times the variance, in whole numbers; its root to six digits.
    spread = isqrt((count * squares - whole**2) * 10 ** (2 * DIGITS))
    if not spread:
        return [Fraction(SIGMAS_MAX if apart else 0)]
    return [min(Fraction(apart * 10**DIGITS, spread), Fraction(SIGMAS_MAX))]

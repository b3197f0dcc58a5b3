"""Payment orders, statuses and statements as ISO 20022 can say them, and the way out and in again."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import strategies as st

from adapters.formats import load_mapping, load_writing, understand, write
from core import catalogue
from core.hub.mapping import Facts, Mapping, Writing

FOLDER = Path(__file__).parents[2] / "mappings" / "standards" / "iso20022"
FACTS = Facts(issuer="us", source="bank", site="HQ", zone="UTC", name="message.xml")


@cache
def _writing(out: str) -> Writing:
    return load_writing((FOLDER / "out" / f"{out}.yaml").read_bytes(), f"iso20022/out/{out}.yaml")


@cache
def _mapping(name: str) -> Mapping:
    return load_mapping((FOLDER / f"{name}.yaml").read_bytes(), f"iso20022/{name}.yaml")


def sent(out: str, body: dict[str, Any]) -> bytes:
    return write(_writing(out), body, FACTS)


def understood(mapping: str, payload: bytes) -> dict[str, Any]:
    [document] = understand(_mapping(mapping), payload, FACTS).documents
    return same(document.type, document.body)


def same(type_name: str, body: dict[str, Any]) -> dict[str, Any]:
    """The canonical form, in which two bodies can be compared."""
    found: dict[str, Any] = msgspec.json.decode(catalogue.canonical(catalogue.read(type_name, body)))
    return found


_SIGNS = st.characters(
    codec="utf-8", categories=["Lu", "Ll", "Lo", "Nd", "Pd", "Po", "Sm"], exclude_characters="\u0085"
)


def _text(longest: int) -> st.SearchStrategy[str]:
    return st.text(_SIGNS, min_size=1, max_size=longest).filter(lambda text: text != "NOTPROVIDED")


REF = _text(35)
DAY = st.dates().map(lambda day: day.isoformat()).filter(lambda day: day > "1900")
MOMENT = st.sampled_from(["2026-11-20T14:00:00Z", "2000-02-29T23:59:59Z", "2026-11-20T14:00:00.123456Z"])
# The standard holds 18 digits, sums among them.
AMOUNT = st.decimals(0, Decimal("999999999999"), places=5).map(lambda amount: f"{amount:f}")
MONEY = st.fixed_dictionaries({"amount": AMOUNT, "currency": st.sampled_from(["EUR", "CNY", "JPY"])})
CODE = st.sampled_from(["SEPA", "SUPP", "GDDS", "OWN-WORD"])
PARTY = st.fixed_dictionaries({"name": _text(140)}, optional={"id": REF})
ACCOUNT = st.fixed_dictionaries(
    {"number": st.sampled_from(["DE02120300000000202051", "6222000000000001", "A-1"])},
    optional={
        "bank_code": st.sampled_from(["BYLADEM1001", "DEMOCNBJ", "102290000001"]),
        "name": _text(70),
        "bank": _text(140),
    },
)
_SIDES = st.sampled_from(["credit", "debit"])
_NAMES = {
    "end_to_end_ref": REF,
    "instruction_ref": REF,
    "uetr": st.uuids(version=4).map(str),
    "payer": PARTY,
    "payee": PARTY,
    "ultimate_payer": PARTY,
    "ultimate_payee": PARTY,
    "payee_account": ACCOUNT,
    "purpose_code": CODE,
    "remittance": st.lists(_text(140), min_size=1, max_size=3),
    "creditor_refs": st.lists(REF, min_size=1, max_size=2),
    "invoices": st.lists(st.fixed_dictionaries({"number": REF}), min_size=1, max_size=2),
}
_ORDERED = {name: kind for name, kind in _NAMES.items() if name not in ("payer",)}
_REASONS = st.lists(
    st.fixed_dictionaries(
        {"code": st.sampled_from(["AC01", "AM04", "OWN-REASON"])},
        optional={"texts": st.lists(_text(105), min_size=1, max_size=2)},
    ),
    min_size=1,
    max_size=2,
)
ORDERS = st.fixed_dictionaries(
    {
        "kind": st.just("transfer"),
        "order_no": REF,
        "created_at": MOMENT,
        "sender": PARTY,
        "batches": st.lists(
            st.fixed_dictionaries(
                {
                    "batch_no": REF,
                    "method": st.just("TRF"),
                    "execute_on": DAY,
                    "payer": PARTY,
                    "payer_account": ACCOUNT.filter(lambda account: "bank_code" in account),
                    "payments": st.lists(
                        st.fixed_dictionaries(
                            {"amount": MONEY},
                            optional={
                                **_ORDERED,
                                "transfer_currency": st.just("USD"),
                                "charge_bearer": st.just("SHAR"),
                            },
                        ),
                        min_size=1,
                        max_size=3,
                    ),
                },
                optional={
                    "service": CODE,
                    "instrument": CODE,
                    "category": CODE,
                    "batch_booking": st.booleans(),
                },
            ),
            min_size=1,
            max_size=2,
        ),
    }
)
STATUSES = st.fixed_dictionaries(
    {
        "status_no": REF,
        "created_at": MOMENT,
        "order_no": REF,
        "order_type": st.just("pain.001.001.09"),
        "batches": st.lists(
            st.fixed_dictionaries(
                {"batch_no": REF},
                optional={
                    "status": st.sampled_from(["PART", "RJCT"]),
                    "reasons": _REASONS,
                    "payments": st.lists(
                        st.fixed_dictionaries(
                            {"status": st.sampled_from(["ACSC", "RJCT"])},
                            optional={
                                "status_ref": REF,
                                "end_to_end_ref": REF,
                                "instruction_ref": REF,
                                "uetr": st.uuids(version=4).map(str),
                                "amount": MONEY,
                                "accepted_at": MOMENT,
                                "bank_ref": REF,
                                "reasons": _REASONS,
                            },
                        ),
                        min_size=1,
                        max_size=2,
                    ),
                },
            ),
            max_size=2,
        ),
    },
    optional={"status": st.sampled_from(["ACCP", "PART"]), "reasons": _REASONS},
)
_ENTRY = st.fixed_dictionaries(
    {
        "amount": MONEY,
        "side": _SIDES,
        "status": st.sampled_from(["booked", "pending", "information", "future"]),
    },
    optional={
        "reversal": st.just(True),
        "entry_no": REF,
        "bank_ref": REF,
        "booked_on": DAY,
        "value_date": DAY,
        "code": st.just("PMNT/RCDT/ESCT"),
        "own_code": REF,
        "text": _text(500),
        "batches": st.lists(
            st.fixed_dictionaries({"batch_no": REF}, optional={"order_no": REF, "amount": MONEY}),
            min_size=1,
            max_size=1,
        ),
        "payments": st.lists(
            st.fixed_dictionaries(
                {"amount": MONEY, "side": _SIDES},
                optional={**_NAMES, "payer_account": ACCOUNT, "payment_ref": REF, "instructed": MONEY},
            ),
            min_size=1,
            max_size=2,
        ),
    },
)
STATEMENTS = st.fixed_dictionaries(
    {
        "kind": st.just("statement"),
        "statement_no": REF,
        "created_at": MOMENT,
        "account": ACCOUNT,
        "balances": st.lists(
            st.fixed_dictionaries(
                {
                    "kind": st.sampled_from(["OPBD", "CLBD", "CLAV", "own kind"]),
                    "amount": MONEY,
                    "side": _SIDES,
                    "on": DAY,
                }
            ),
            min_size=1,
            max_size=3,
        ),
        "entries": st.lists(_ENTRY, max_size=3),
    },
    optional={
        "currency": st.just("EUR"),
        "owner": PARTY,
        "sequence_no": st.just("118"),
        "totals": st.fixed_dictionaries(
            {"count": st.integers(0, 9)}, optional={"net": AMOUNT, "sum": AMOUNT, "debit_sum": AMOUNT}
        ),
        "texts": st.lists(_text(500), min_size=1, max_size=1),
    },
)
WAYS: list[tuple[str, str, str, st.SearchStrategy[dict[str, Any]]]] = [
    ("payment_order", "payment_orders", "bank.payment_order.v1", ORDERS),
    ("payment_status", "payment_statuses", "bank.payment_status.v1", STATUSES),
    ("statement", "statements", "bank.statement.v1", STATEMENTS),
]

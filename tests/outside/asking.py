"""One question for each program of the outside: what is asked, and the gist of what it may answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from tests.outside import bank_messages

BORROWER = {"id": "91310000MA1FL0AQ0T", "scheme": "USCC", "name": "演示钢贸有限公司"}
SELLER = {"id": "91310000MA1FL0SE0R", "scheme": "USCC", "name": "演示钢厂有限公司"}
LENDER = {"id": "demo-funder", "name": "演示资金方"}
ASKED_AT = "2026-11-27T10:00:00+08:00"
MILLION = {"amount": "1000000.00", "currency": "CNY"}

Body = dict[str, Any]
Gist = tuple[Any, ...]


def same(number: str) -> str:
    return number


def nothing(_: str) -> list[tuple[str, Body]]:
    return []


class Question(NamedTuple):
    """One question, and its answers.

    program, port: whom, and where its contract says it is; partner: of which contract. source: as what the
    desk hands the request in. asks, answers: the canonical types.
    told_before: what the program was told by others, each at its path. asked: the request of this number.
    gist: what counts of an answer; right, wrong, opposite: its gist. answer_number, wrong_number: under which
    number it comes.
    """

    program: str
    port: int
    asks: str
    answers: str
    asked: Callable[[str], Body | bytes]
    gist: Callable[[Body], Gist]
    right: Gist
    wrong: Gist
    opposite: Gist
    told_before: Callable[[str], list[tuple[str, Body]]] = nothing
    answer_number: Callable[[str], str] = same
    wrong_number: Callable[[str], str] = same
    partner: str = ""
    source: str = "requests"

    @property
    def of(self) -> str:
        """The partner who is asked."""
        return self.partner or f"demo-{self.program}"


REGISTRY = Question(
    program="registry",
    port=7411,
    asks="registry.filing.v1",
    answers="registry.filing.v1",
    asked=lambda number: {
        "type": "registry.filing.v1",
        "kind": "pledge",
        "op": "init",
        "subject_no": number,
        "request_no": f"R-{number}",
        "pledgor": BORROWER,
        "pledgee": LENDER,
        "property_text": f"热轧卷板 {number}",
        "property_numbers": [f"LOT-{number}"],
        "amount": {"amount": "2500000.00", "currency": "CNY"},
        "term_until": "2029-11-26",
        "status": "pending",
        "told_at": ASKED_AT,
    },
    gist=lambda body: (body["status"], bool(body.get("filing_no")), body["property_text"].split("-")[0]),
    right=("accepted", True, "热轧卷板 registry"),
    wrong=("accepted", True, "热轧卷板 registry"),
    opposite=("rejected", True, "热轧卷板 registry"),
    wrong_number=lambda number: f"{number}-OTHER",
)

TAX = Question(
    program="tax",
    port=7412,
    asks="invoice.verification.v1",
    answers="invoice.verification.v1",
    told_before=lambda number: [
        (
            "/invoices",
            {
                "fphm": number,
                "kprq": "2026-11-01",
                "je": "884955.75",
                "se": "115044.25",
                "jshj": "1000000.00",
                "buyer": {"code": BORROWER["id"], "name": BORROWER["name"]},
                "seller": {"code": SELLER["id"], "name": SELLER["name"]},
                "state": "NORMAL",
            },
        )
    ],
    asked=lambda number: {
        "type": "invoice.verification.v1",
        "request_no": number,
        "invoice_no": number,
        "issue_date": "2026-11-01",
        "total": MILLION,
        "result": "pending",
        "verified_at": ASKED_AT,
        "source": "demo-tax",
    },
    gist=lambda body: (body["result"], body["total"]["amount"]),
    right=("match", "1000000.00"),
    wrong=("match", "0.01"),
    opposite=("void", "1000000.00"),
)

BUREAU = Question(
    program="bureau",
    port=7413,
    asks="credit.report.v1",
    answers="credit.report.v1",
    told_before=lambda number: [
        ("/subjects", {"code": BORROWER["id"], "score": "712", "facts": {"overdue_times_24m": "0"}})
    ],
    asked=lambda number: {
        "type": "credit.report.v1",
        "report_no": number,
        "subject": BORROWER,
        "consent_no": f"SQS-{number}",
        "kind": "enterprise",
        "status": "pending",
        "obtained_at": ASKED_AT,
    },
    gist=lambda body: (body.get("status"), body.get("score"), body["subject"]["name"]),
    right=(None, "712", "演示钢贸有限公司"),
    wrong=(None, "712", "另一家企业"),
    opposite=("refused", None, "演示钢贸有限公司"),
    answer_number=lambda number: f"ZX-{number}",
    wrong_number=lambda number: f"ZX-{number}",
)

INSURER = Question(
    program="insurer",
    port=7414,
    asks="insurance.cover.v1",
    answers="insurance.cover.v1",
    told_before=lambda number: [
        (
            "/policies",
            {
                "policyNo": f"BD-{number}",
                "status": "LIVE",
                "amount": "50000000.00",
                "rate": "0.9",
                "from": "2026-01-01",
                "until": "2026-12-31",
            },
        ),
        ("/limits", {"limitNo": f"XE-{number}", "policyNo": f"BD-{number}", "amount": "3000000.00"}),
    ],
    asked=lambda number: {
        "type": "insurance.cover.v1",
        "request_no": number,
        "kind": "shipment",
        "policy_no": f"BD-{number}",
        "limit_no": f"XE-{number}",
        "insurer": {"id": "demo-insurer"},
        "insured": SELLER,
        "buyer": BORROWER,
        "amount": MILLION,
        "invoice_no": f"FP-{number}",
        "status": "pending",
        "told_at": ASKED_AT,
    },
    gist=lambda body: (body["status"], body["amount"]["amount"], body["premium"]["amount"]),
    right=("accepted", "1000000.00", "4000.00"),
    wrong=("accepted", "0.01", "4000.00"),
    opposite=("rejected", "1000000.00", "4000.00"),
)

FUNDER = Question(
    program="funder",
    port=7415,
    asks="funder.drawdown_request.v1",
    answers="funder.disbursement_result.v1",
    asked=lambda number: {
        "type": "funder.drawdown_request.v1",
        "draw_no": number,
        "idempotency_key": f"SN-{number}",
        "facility_no": f"SX-{number}",
        "funder": LENDER,
        "borrower": BORROWER,
        "amount": MILLION,
        "payee": SELLER,
        "pay_to": {"number": "6222000011112222", "bank_code": "102290000011", "name": SELLER["name"]},
        "value_date": "2026-11-27",
        "contract_no": f"JK-{number}",
        "trade_refs": [{"kind": "invoice", "number": f"FP-{number}"}],
        "requested_at": ASKED_AT,
    },
    gist=lambda body: (body["status"], body.get("paid_amount", {}).get("amount"), body.get("fail_code")),
    right=("paid", "1000000.00", None),
    wrong=("paid", "0.01", None),
    opposite=("failed", None, "4099"),
)

OUR_ACCOUNT = "6222000000000001"


def payment_order(number: str, amount: str = "1000000.00", payee_account: str = "6222000011112222") -> bytes:
    """A pain.001 of one payment."""
    payment = {
        "amount": {"amount": amount, "currency": "CNY"},
        "end_to_end_ref": number,
        "payee": {"name": SELLER["name"]},
        "payee_account": {"number": payee_account},
    }
    batch = {
        "batch_no": f"{number}/1",
        "method": "TRF",
        "execute_on": "2026-11-27",
        "payer": {"name": LENDER["name"]},
        "payer_account": {"number": OUR_ACCOUNT, "bank_code": "102290000001"},
        "payments": [payment],
    }
    body = {"kind": "transfer", "order_no": number, "created_at": ASKED_AT, "batches": [batch]}
    return bank_messages.order(body | {"sender": {"name": LENDER["name"]}})


BANK = Question(
    program="bank",
    partner="demo-house-bank",
    port=7416,
    source="orders",
    asks="bank.payment_order.v1",
    answers="bank.payment_status.v1",
    told_before=lambda number: [("/accounts", {"number": OUR_ACCOUNT, "balance": "5000000.00"})],
    asked=payment_order,
    gist=lambda body: (body["status"], body["order_no"].partition("-")[0]),
    right=("ACSC", "bank"),
    wrong=("ACSC", "UNKNOWN"),
    opposite=("RJCT", "bank"),
    answer_number=lambda number: f"CstmrPmtStsRpt|PS-{number}-",
    wrong_number=lambda number: "CstmrPmtStsRpt|PS-UNKNOWN-",
)

QUESTIONS = (REGISTRY, TAX, BUREAU, INSURER, FUNDER, BANK)

"""Every file of the corpora as `hub map try` has it, beside what its key says; run, it writes the sums."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

from adapters.wiring.recognizing.files import Files, Profile, files_in
from adapters.wiring.recognizing.outcomes import Line
from tests.programs import ROOT

CORPORA = ROOT.parent / "shared" / "corpora"
PAGE = ROOT / "docs" / "corpora.md"
TABLE = ROOT / "test-output" / "try.csv"
FOLDERS = ("ubl", "epcis", "iso20022", "edi", "erp", "prices", "hostile")
# What a file is judged as. Of no standard: nothing says what it means; a partner's own mapping would.
PASSED, REFUSED, NO_STANDARD, OPEN = "passed", "refused as expected", "of no standard", "open"
VERDICTS = (PASSED, REFUSED, NO_STANDARD, OPEN)
TAKEN = ("ok", "flagged")
NOBODY_S = {"standard.unknown", "mapping.needed", "format.not_read", "file.empty", "ofd.no_invoice"}
UBL_ROOTS = {
    "Order", "OrderChange", "OrderCancellation", "OrderResponse", "OrderResponseSimple", "DespatchAdvice",
    "ReceiptAdvice", "Invoice", "CreditNote", "DebitNote", "RemittanceAdvice", "InventoryReport",
    "ApplicationResponse", "CrossIndustryInvoice", "Catalogue", "Statement", "Reminder", "FreightInvoice",
    "SelfBilledInvoice", "SelfBilledCreditNote",
}  # fmt: skip
# Why a document of UBL has no canonical form.
UBL_OPEN = {
    "UBL of transport and customs: custody hears of goods from warehouses": (
        "CommonTransportationReport", "ExportCustomsDeclaration", "ForwardingInstructions",
        "GoodsCertificate", "GoodsItemItinerary", "GoodsItemPassport", "ImportCustomsDeclaration", "Manifest",
        "ProofOfReexportation", "ProofOfReexportationReminder", "ProofOfReexportationRequest",
        "TransitCustomsDeclaration", "TransportExecutionPlan", "TransportExecutionPlanRequest",
        "TransportProgressStatus", "TransportProgressStatusRequest", "TransportServiceDescription",
        "TransportServiceDescriptionRequest", "TransportationStatus", "TransportationStatusRequest",
        "Waybill", "WeightStatement",
    ),
    "UBL of planning: what may be sold or be there one day is no stock and no order": (
        "ExceptionCriteria", "ExceptionNotification", "Forecast", "ForecastRevision", "InstructionForReturns",
        "ProductActivity", "RetailEvent", "StockAvailabilityReport", "TradeItemLocationProfile",
    ),
    "UBL of tenders and offers: nothing is agreed yet": (
        "ExpressionOfInterestRequest", "PriorInformationNotice", "Quotation", "RequestForQuotation",
    ),
    "UBL of agreements between systems: who can exchange what": (
        "BusinessCard", "DigitalAgreement", "DigitalCapability",
    ),
    "UBL FulfilmentCancellation: what it takes back is told by a new despatch or receipt": (
        "FulfilmentCancellation",
    ),
    "no document: a signature alone": ("Signature",),
}  # fmt: skip
ISO = ("camt.052.", "camt.053.", "camt.054.", "pain.001.", "pain.008.", "pacs.008.", "pain.002.", "pacs.002.")
# What is wrong in messages whose envelopes are whole.
EDI_WRONG = {
    "catalogue.unknown_currency": "it is paid in guilders, which are no currency of ISO 4217 any more",
    "map.date": "a date is not written as its own qualifier says",
    "map.required": "the currency of an invoice stands nowhere in it",
}
# Why an interchange's key is not followed: tests/corpora/test_edi_envelopes.py.
EDI_DIFFERS = {"invoic01.edi", "DuplicateMessage.txt", "wrapped_invoic_d97b_una.edi", "ts210_80char.edi"}


HEAD = """# Documents nobody here wrote

What `hub map try --json` makes of them in the strict profile, folder by folder. They are no part of this
tree; `python -m tests.corpora.trying` writes this page where they are at hand, and a line a file into
`test-output/`. *Of no standard*: schemas, tables, a partner's own JSON, sets of tests: nothing in them says
what they mean, a partner's own mapping would.
"""


class Judged(NamedTuple):
    """One file, what became of it, and why it is judged so."""

    file: str
    line: Line
    verdict: str
    why: str

    @property
    def folder(self) -> str:
        return self.file.partition("/")[0]


@cache
def key(name: str) -> dict[str, dict[str, str]]:
    """An answer key, by file; of a test set its first part."""
    with (CORPORA / "_oracle" / f"{name}.csv").open(encoding="utf-8", newline="") as opened:
        found: dict[str, dict[str, str]] = {}
        for row in csv.DictReader(opened):
            found.setdefault(row["file"].partition("#")[0], row)
        return found


@cache
def lines(profile: Profile = Profile.STRICT) -> dict[str, Line]:
    """All of it, by file, in one run."""
    files = Files(ROOT / "mappings", profile)
    paths = files_in(CORPORA / folder for folder in FOLDERS)
    return {path.relative_to(CORPORA).as_posix(): files.line(path) for path in paths}


@cache
def judged() -> tuple[Judged, ...]:
    return tuple(Judged(file, line, *verdict(file, line)) for file, line in lines().items())


def verdict(file: str, line: Line) -> tuple[str, str]:
    """What its key wants of it, or what its folder and name say where no key lists it."""
    code = (line.error.code if line.error else "").partition("@")[0]
    if file in key("ubl"):
        return _ubl(key("ubl")[file], line)
    if file in key("iso20022"):
        return _iso(key("iso20022")[file], line)
    if file in key("edi"):
        return _edi(file, key("edi")[file], line)
    if line.outcome in TAKEN:
        return PASSED, ""
    if code in NOBODY_S:
        return NO_STANDARD, code
    # Broken, invalid and forbidden files: which, and why, the tests of their folder say.
    return REFUSED, code


def _ubl(said: dict[str, str], line: Line) -> tuple[str, str]:
    if said["kind"] == "testSet" or said["root"] == "testSet":
        return (NO_STANDARD, "a set of tests") if line.outcome == "unreadable" else (OPEN, "a set was taken")
    if line.outcome in TAKEN:
        return PASSED, ""
    why = [reason for reason, roots in UBL_OPEN.items() if said["root"] in roots]
    return OPEN, why[0] if why else f"its reading: {said['root']}"


def _iso(said: dict[str, str], line: Line) -> tuple[str, str]:
    if line.outcome in TAKEN:
        return PASSED, ""
    message = said["message"].rpartition("/")[2]
    if "." not in message:
        return NO_STANDARD, "no message"
    return OPEN, "its reading" if message.startswith(
        ISO
    ) else "ISO 20022 messages that have no canonical form"


def _edi(file: str, said: dict[str, str], line: Line) -> tuple[str, str]:
    code = line.error.code if line.error else ""
    if said["envelope"] != "ok" or Path(file).name in EDI_DIFFERS:
        broken = code.startswith(("edifact.", "x12.")) or Path(file).name in EDI_DIFFERS
        return (REFUSED, code) if broken else (OPEN, "a broken envelope was taken")
    if line.outcome in TAKEN:
        return PASSED, ""
    types = sorted({each.partition(":")[0] for each in said["types"].split()})
    if code.startswith(("standard.unknown", "map.not_taken")):
        return OPEN, f"no mapping for {said['kind']} {' '.join(types)}"
    if code == "format.not_read":
        return OPEN, f"{said['kind']} is not read"
    why = EDI_WRONG.get(code.partition("@")[0])
    return (REFUSED, why) if why else (OPEN, f"{said['kind']} {' '.join(types)} is refused: {code}")


def write_table() -> None:
    """A line a file, for whoever wants to know of one."""
    TABLE.parent.mkdir(exist_ok=True)
    with TABLE.open("w", encoding="utf-8", newline="") as opened:
        out = csv.writer(opened)
        out.writerow(("file", "outcome", "code", "documents", "verdict", "why"))
        for one in judged():
            code = one.line.error.code if one.line.error else ""
            out.writerow((one.file, one.line.outcome, code, len(one.line.documents), one.verdict, one.why))


def page() -> str:
    """docs/corpora.md: counts a folder, and of what is open how many for which reason."""
    counts = Counter((one.folder, one.verdict) for one in judged())
    rows = [
        f"| {folder} | {' | '.join(str(counts[folder, each]) for each in VERDICTS)} |" for folder in FOLDERS
    ]
    reasons = Counter(one.why for one in judged() if one.verdict == OPEN)
    listed = [
        f"| {why} | {count} |" for why, count in sorted(reasons.items(), key=lambda each: (-each[1], each[0]))
    ]
    table = [f"| folder | {' | '.join(VERDICTS)} |", "|---|---|---|---|---|", *rows]
    return "\n".join(
        (HEAD, *table, "", "What is open, and why:", "", "| reason | files |", "|---|---|", *listed, "")
    )


def main() -> None:
    write_table()
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()

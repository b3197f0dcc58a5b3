"""Invoices, remittances and prices in EDIFACT: whose price, which tax, what was taken off or back."""

from __future__ import annotations

import pytest

from tests.mappings.edifact_messages import PARTIES, interchange, made, message, named, read, refused

DATED = "DTM+137:20261101:102'"
LINE = "LIN+1++4000862141404:EN'QTY+47:5:PCE'MOA+203:100'"
ITEM = "LIN+{n}++400086214141{n}:EN'"


def invoice(line: str = "", *, head: str = "", foot: str = "MOA+77:119'", bgm: str = "BGM+380+I3+9'") -> str:
    return f"{bgm}{DATED}{PARTIES}CUX+2:EUR:4'{head}{LINE}{line}UNS+S'CNT+2:1'{foot}"


def advice(documents: str, foot: str, *, bgm: str = "BGM+481+R1+9'", head: str = "") -> str:
    parties = head or "NAD+PR+2::9'NAD+PE+1::9'"
    return f"{bgm}{DATED}DTM+138:20261105:102'{parties}CUX+2:EUR:11'{documents}UNS+S'{foot}"


def catalogue(lines: str, *, bgm: str = "BGM+9+C1+9'", head: str = "") -> str:
    return f"{bgm}{DATED}DTM+157:20261201:102'{head}{PARTIES}CUX+2:EUR:8'PGI+1'{lines}UNS+S'"


def test_a_date_in_any_format_is_that_day_and_terms_without_a_day_are_refused() -> None:
    for text in ("010226:2", "01022026:4", "202602011200?+0100:205", "202602011200UTC:303", "260201:101"):
        body = made("INVOIC", invoice().replace("137:20261101:102", f"137:{text}"))
        assert body["issue_date"] == "2026-02-01"
    assert "counts 30 days" in refused("INVOIC", invoice(head="DTM+13:30:804'"))


def test_what_was_taken_off_and_added_at_the_head_is_the_allowance_and_the_charge() -> None:
    head = "ALC+A+++1+DI'PCD+3:10'MOA+204:10'ALC+C+++1+FC'MOA+23:7'"
    sums = "MOA+77:115.43'MOA+79:100'MOA+125:97'MOA+176:18.43'MOA+131:-3'"
    taxes = "TAX+7+VAT+++:::19+S'MOA+125:97'MOA+124:18.43'ALC+A++++DI'MOA+131:10'"
    [document] = read(interchange(message("INVOIC", invoice(head=head, foot=sums + taxes)))).documents

    assert document.flags == ()
    totals = {name: str(value) for name, value in document.body["totals"].items()}
    assert totals == {
        "lines": "100", "allowances": "10", "charges": "7", "ex_tax": "97", "tax": "18.43",
        "with_tax": "115.43",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("net", "said"), [("-3", {"allowances": "3"}), ("7", {"charges": "7"})], ids=["taken off", "added"]
)
def test_a_net_of_allowances_and_charges_is_one_or_the_other_by_its_sign(net: str, said: object) -> None:
    totals = made("INVOIC", invoice(foot=f"MOA+77:119'MOA+131:{net}'"))["totals"]

    assert totals == {"with_tax": "119", **said}  # type: ignore[dict-item]


def test_totals_are_found_behind_the_taxes_too_and_a_tax_that_is_no_vat_says_which() -> None:
    body = made(
        "INVOIC",
        invoice(
            foot="TAX+7+EXC+++:::3'MOA+124:3'TAX+7+VAT+++:::19+S'MOA+125:100'MOA+124:19'MOA+77:122'MOA+79:100'"
        ),
    )

    assert (body["payable"], body["totals"]["lines"]) == ("122", "100")
    assert [(tax["category"], tax["tax"]) for tax in body["taxes"]] == [("EXC", "3"), ("S", "19")]


def test_a_line_has_the_vat_and_the_net_price_with_its_basis_and_the_name_of_the_goods() -> None:
    [line] = made(
        "INVOIC",
        invoice(
            "IMD+C++TU::9'IMD+F++:::Steel coil 2mm'PRI+AAE:23.8'PRI+AAB:250:::100:KGM'PRI+AAA:2.2:::1:KGM'"
            "TAX+7+EXC+++:::3+S'MOA+124:3'TAX+7+VAT+++:::19+S'MOA+124:19'ALC+A'MOA+204:2'"
        ),
    )["lines"]

    assert (line["name"], line["unit_price"], line["price_per"]["unit"]) == ("Steel coil 2mm", "2.2", "KGM")
    assert (line["tax_rate"], line["tax"], line["line_amount"]) == ("0.19", "19", "100")


def test_an_invoice_that_replaces_another_is_a_revision_of_it() -> None:
    sent = [
        interchange(message("INVOIC", invoice(bgm=f"BGM+380+I3+{function}'", foot=f"MOA+77:{sum_}'")))
        for function, sum_ in ((9, 119), (5, 118), (5, 117), (3, 117))
    ]
    names = named(*sent)

    assert {number for number, _ in names} == {"1|I3"}
    assert (names[0][1], names[3][1], len(set(names))) == ("1", "cancel", 4)


def test_a_credit_note_takes_away_from_what_is_remitted_whatever_its_sign() -> None:
    documents = "DOC+380+I1'MOA+9:120'MOA+12:100'DOC+381+C1'MOA+12:30'DOC+261+C2'MOA+12:-5'"
    body = made("REMADV", advice(documents, "MOA+12:65'"))

    assert [(one["number"], one["amount"]["amount"]) for one in body["invoices"]] == [
        ("I1", "100"), ("C1", "-30"), ("C2", "-5"),
    ]  # fmt: skip
    assert body["amount"] == {"amount": "65", "currency": "EUR"}


def test_payer_and_payee_are_found_by_what_they_are_and_foreign_amounts_are_not_taken() -> None:
    head = "NAD+IV+7::9'NAD+BY+2::9'NAD+SU+1::9'NAD+PR+5::9'NAD+PE+6::9'"
    body = made(
        "REMADV", advice("DOC+380+I1'MOA+12:110:USD'MOA+12:100:EUR'", "MOA+12:110:USD'MOA+12:100'", head=head)
    )

    assert (body["payer"]["id"], body["payee"]["id"]) == ("5", "6")
    assert (body["amount"]["amount"], body["invoices"][0]["amount"]["amount"]) == ("100", "100")


def test_a_remittance_or_a_catalogue_that_is_taken_back_is_refused() -> None:
    assert "takes back" in refused("REMADV", advice("DOC+380+I1'MOA+12:1'", "MOA+12:1'", bgm="BGM+481+R1+1'"))
    assert "takes back" in refused("PRICAT", catalogue(f"{ITEM.format(n=1)}PRI+AAA:5'", bgm="BGM+9+C1+3'"))


def test_a_line_of_a_catalogue_has_its_own_price_day_and_currency_and_gives_them_to_no_other() -> None:
    lines = (
        f"{ITEM.format(n=1)}IMD+F++:::Coil'PRI+AAB:250:::100:KGM'PRI+AAA:2.2:::1:KGM'CUX+2:USD:8'DTM+157:20270101:102'"
        f"{ITEM.format(n=2)}PRI+AAE:11.9'{ITEM.replace('++', '+2+').format(n=3)}PRI+AAA:9'"
    )
    documents = read(interchange(message("PRICAT", catalogue(lines)))).documents

    assert [
        (
            one.body["commodity_code"],
            f"{one.body['price']['amount']} {one.body['price']['currency']}",
            f"{one.body['per']['value']} {one.body['per']['unit']}",
            one.body["quote_date"],
            one.body.get("tax_included"),
            one.body.get("name"),
        )
        for one in documents
    ] == [
        ("4000862141411", "2.2 USD", "1 KGM", "2027-01-01", None, "Coil"),
        ("4000862141412", "11.9 EUR", "1 C62", "2026-12-01", True, None),
    ]


def test_two_catalogues_of_one_day_that_change_another_are_two() -> None:
    sent = [
        interchange(message("PRICAT", catalogue(f"{ITEM.format(n=1)}PRI+AAA:{price}'", bgm="BGM+9+C1+5'")))
        for price in (5, 6)
    ]

    assert len(set(named(*sent))) == 2


def test_acknowledgements_of_two_groups_that_number_alike_are_four() -> None:
    text = (
        "UCI+REF1+1:14+2:14+7'UCM+1+ORDERS:D:96A:UN+7'UCF+G1+1:14+2:14+7'UCM+1+ORDERS:D:96A:UN+7'"
        "UCF+G2+1:14+2:14+4+18'UCM+1+ORDERS:D:96A:UN+4+13'"
    )
    reading = read(interchange(message("CONTRL", text, version="4:1:UN")))

    assert len({document.number for document in reading.documents}) == len(reading.documents) == 6
    assert [(one.body["about"], one.body["result"], one.body["code"]) for one in reading.documents] == [
        ("REF1", "ack", "7"), ("G1", "ack", "7"), ("G2", "nack", "18"),
        ("1", "ack", "7"), ("1", "ack", "7"), ("1", "nack", "13"),
    ]  # fmt: skip


def test_each_of_two_interchanges_of_answers_is_told_by_its_own_sender_and_time() -> None:
    one = interchange(
        message("CONTRL", "UCI+A+1:14+2:14+7'UCM+1+ORDERS:D:96A:UN+7'", version="4:1:UN"), ref="R1"
    )
    other = one.replace(b"R1", b"R2").replace(b"261128:1200", b"261129:0800").replace(b"UCI+A", b"UCI+B")
    documents = read(one + other).documents

    assert len({document.number for document in documents}) == 4
    assert [one.body["event_time"][:16] for one in documents if one.body["about"] == "1"] == [
        "2026-11-28T12:00",
        "2026-11-29T08:00",
    ]

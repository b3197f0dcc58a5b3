"""What X12 may say, and what must not be made of it: another price, no stock, one payment of two."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.hub.mapping import Document
from tests.mappings.x12_messages import DESPATCH, interchange, taken

ORDER = "BEG*{}*SA*PO-9**20261123~CUR*BY*USD~N1*BY*B*92*B-1~PO1*1*10*CA***VP*A1~{}CTT*1~"
ANSWER = "BAK*00*AC*PO-9*20261123****SO-1*20261124~CUR*SE*USD~N1*SE*S*91*S-1~PO1*1*10*CA***VP*A1~{}CTT*1~"
INVOICE = "BIG*20261130*I-1~CUR*SE*USD~N1*SU*S*91*S-1~IT1*1*10*CA***VP*A1~{}TDS*25000~CTT*1~"
PRICED = {
    "850": ("PO", ORDER.replace("{}", "00", 1)),
    "855": ("PR", ANSWER),
    "810": ("IN", INVOICE),
}
CATALOGUE = (
    "BCT*SC*CAT-1~CUR*SE*USD~DTM*007*20261201~N1*SE*S*91*S-1~"
    "LIN*1*VP*A~CTP**LPR*30~CTP**NET*25~LIN*2*VP*B~CTP*RS*SRP*20~CTP*WS*WHL*12.5~CTT*2~"
)
PAID = "BPR*{}*500*C*ACH*CCD*01*021*DA*1*123**01*022*DA*2*20261201~N1*PR*B*92*B-1~ENT*1~RMR*IV*I1**500~"
STOCK = (
    "BIA*00*DD*I-1*20261125~N1*OW*O*92*O-1~LIN*1*VP*A~QTY*17*7*EA~QTY*33*5*EA~LIN*2*{}*D~QTY*{}*9*EA~CTT*2~"
)


def one(kind: str, text: str, group: str) -> Document:
    reading = taken(interchange(kind, text, group=group))
    assert [problem.text for problem in reading.problems if problem.kind != "flag"] == []
    [document] = reading.documents
    return document


@pytest.mark.parametrize("kind", PRICED)
@pytest.mark.parametrize(
    ("prices", "price"),
    [
        ("CTP**LPR*30~CTP**NET*25~", "25"),
        ("CTP**NET*25~CTP**LPR*30~", "25"),
        ("CTP*RS*SRP*30~CTP*WS*WHL*25~", "25"),
        ("CTP**CAT*25~", "25"),
        ("CTP*RS*MPR*30~", None),
    ],
)
def test_of_several_prices_the_net_one_is_paid_and_never_that_of_the_shops(
    kind: str, prices: str, price: str | None
) -> None:
    group, text = PRICED[kind]

    [line] = one(kind, text.format(prices), group).body["lines"]

    assert line.get("unit_price") == (None if price is None else Decimal(price))


def test_a_catalogue_quotes_the_net_price() -> None:
    reading = taken(interchange("832", CATALOGUE, group="SC"))

    assert [document.body["price"]["amount"] for document in reading.documents] == [
        Decimal(25),
        Decimal("12.5"),
    ]


@pytest.mark.parametrize("purpose", ["24", "25"])
def test_a_draft_and_a_part_of_an_order_are_no_order(purpose: str) -> None:
    reading = taken(interchange("850", ORDER.format(purpose, ""), group="PO"))

    assert reading.documents == ()
    [problem] = reading.problems
    assert "order_states" in problem.text


def test_two_payments_without_a_trace_number_are_two() -> None:
    first = interchange("820", PAID.format("C"), group="RA")
    second = first.replace("000000007", "000000008").replace("*500", "*700")

    numbers = [document.number for text in (first, second) for document in taken(text).documents]

    assert numbers == ["B-1|000000007-0001", "B-1|000000008-0001"]


def test_what_only_announces_an_account_is_flagged() -> None:
    announced = one("820", PAID.format("P"), "RA")

    assert any("BPR01" in flag.text for flag in announced.flags)


@pytest.mark.parametrize("qualifier", ["BP", "IN", "CB"])
def test_stock_under_the_buyers_number_alone_is_stock(qualifier: str) -> None:
    document = one("846", STOCK.format(qualifier, "17"), "IB")

    assert [line["sku"] for line in document.body["lines"]] == ["A", "D"]
    assert document.flags == ()


def test_a_line_of_stock_that_nobody_can_read_is_told() -> None:
    without_stock = one("846", STOCK.format("VP", "29"), "IB")
    reading = taken(interchange("846", STOCK.format("XX", "17"), group="IB"))

    assert [flag.text for flag in without_stock.flags] == ["each line says what is on hand"]
    assert reading.documents == ()
    [problem] = reading.problems
    assert problem.text.startswith("lines.sku is missing")


RELEASE = (
    "W05*N*D-1*PO-1~N1*DE*D*92*D-1~N1*WH*Shed*92*W-1~N9*CT*C-1~G62*10*20261126~G62*38*20261130~"
    "LX*1~W01*10*CA**VN*A1~N9*LT*L1~W76*10~"
)
ANSWERED = "AK1*PO*31~AK2*850*0001~AK5*A~AK9*A*1*1*1~"


def and_another(text: str) -> str:
    """Its interchange, and behind it the same of the next day, by another sender."""
    other = text.replace("*261123*0800*", "*261124*0930*").replace("*20261123*", "*20261124*")
    return text + other.replace("000000007", "000000008").replace("*BUYER          *", "*OTHER          *")


def test_of_several_interchanges_in_a_file_each_message_has_the_moment_of_its_own() -> None:
    released = taken(and_another(interchange("940", RELEASE, group="OW"))).documents
    quoted = taken(
        and_another(interchange("832", CATALOGUE.replace("DTM*007*20261201~", ""), group="SC"))
    ).documents

    assert [str(one.body["issued_at"])[:16] for one in released] == ["2026-11-23T08:00", "2026-11-24T09:30"]
    days = ["2026-11-23", "2026-11-23", "2026-11-24", "2026-11-24"]
    assert [str(one.body["quote_date"]) for one in quoted] == days


def test_of_several_interchanges_in_a_file_each_ack_is_of_its_own() -> None:
    acks = taken(and_another(interchange("997", ANSWERED, group="FA"))).documents

    assert len({(ack.number, ack.body["event_time"]) for ack in acks}) == 4
    assert sorted(ack.number for ack in acks) == sorted(
        f"{who}|{of}" for who in ("BUYER|000000007", "OTHER|000000008") for of in ("PO|31", "31|0001")
    )


def test_a_catalogue_has_nothing_of_the_one_before_it() -> None:
    second = (
        "ST*832*0002~BCT*SC*CAT-2~LIN*1*VP*A~CTP**NET*7~DTM*196*20270101~LIN*2*VP*B~CTP**NET*9~SE*8*0002~"
    )
    first = interchange("832", CATALOGUE.replace("USD", "CAD"), group="SC")

    quotes = taken(first.replace("GE*1*", f"{second}GE*2*")).documents[2:]

    assert [quote.body["price"]["currency"] for quote in quotes] == ["USD", "USD"]
    assert [str(quote.body["quote_date"]) for quote in quotes] == ["2027-01-01", "2026-11-23"]
    assert [quote.number for quote in quotes] == ["-|CAT-2|A", "-|CAT-2|B"]


@pytest.mark.parametrize(
    ("kind", "text", "group"),
    [
        ("810", INVOICE.format("CTP**NET*25~"), "IN"),
        ("820", PAID.format("C"), "RA"),
        ("832", CATALOGUE, "SC"),
        ("846", STOCK.format("VP", "17"), "IB"),
        ("850", ORDER.format("00", ""), "PO"),
        ("855", ANSWER.format(""), "PR"),
        ("856", DESPATCH, "SH"),
        ("940", RELEASE, "OW"),
    ],
)
def test_a_test_says_so(kind: str, text: str, group: str) -> None:
    meant = interchange(kind, text, group=group)

    for usage, told in (("P", 0), ("T", 1)):
        documents = taken(meant.replace("*0*P*>", f"*0*{usage}*>")).documents

        assert documents
        for document in documents:
            assert sum("ISA15" in flag.text for flag in document.flags) == told


SHIPPED = (
    "W06*F*RO-1*20261125*SHP-1~N1*WH*Shed*92*W-1~N1*DE*D*92*D-1~"
    "LX*1~MAN*GM*1~{}W12*CC*6*6*0*CA**VN*A1~{}W12*CC*4*4*0*CA**VN*A1~W03*10~"
)


@pytest.mark.parametrize(
    ("above", "below", "lots"),
    [
        ("N9*LT*L1~", "", ["L1", "L1"]),
        ("N9*LT*L1~", "N9*LT*L2~", ["L2", "L1"]),
        ("", "N9*LT*L2~", ["L2", "A1"]),
    ],
)
def test_a_lot_that_is_said_of_all_articles_of_a_number_is_theirs(
    above: str, below: str, lots: list[str]
) -> None:
    shipped = one("945", SHIPPED.format(above, below), "SW")

    assert [lot["lot_no"] for lot in shipped.body["lots"]] == lots


def test_a_quantity_of_two_lots_is_booked_of_neither() -> None:
    reading = taken(interchange("945", SHIPPED.format("", "N9*LT*L1~N9*LT*L2~"), group="SW"))

    assert reading.documents == ()
    [problem] = reading.problems
    assert "lot_no" in problem.text

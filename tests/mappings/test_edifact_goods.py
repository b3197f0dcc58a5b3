"""What was sent, what came and what lies where in EDIFACT: lots, places, weights, what is taken back."""

from __future__ import annotations

import pytest

from tests.mappings.edifact_messages import PARTIES, interchange, made, message, named, read, refused

DATED = "DTM+137:20261101:102'"
LINE = "LIN+1++4000862141404:EN'"


def despatch(lines: str, *, bgm: str = "BGM+351+D2+9'", head: str = PARTIES, count: int = 1) -> str:
    return f"{bgm}{DATED}{head}CPS+1'{lines}CNT+2:{count}'"


def receipt(lines: str, *, bgm: str = "BGM+632+R2+9'", head: str = PARTIES) -> str:
    return f"{bgm}{DATED}DTM+50:20261102:102'{head}CPS+1'{lines}CNT+2:1'"


def report(lines: str, *, bgm: str = "BGM+35+S1+9'", head: str = "") -> str:
    parties = head or "NAD+GY+3::9++WH'NAD+SU+1::9++Sell'"
    return f"{bgm}{DATED}DTM+366:20261101:102'{parties}{lines}"


def stock(lines: str) -> list[tuple[object, ...]]:
    body = made("INVRPT", report(lines))
    return [
        (line.get("warehouse"), line.get("lot_no"), line["quantity"]["value"])
        for line in body.get("lines", [])
    ]


def test_each_lot_of_a_line_that_says_its_quantity_is_a_line_of_its_own() -> None:
    lots = "PCI+17'QTY+12:5:PCE'GIN+BX+LOT1'PCI+17'QTY+12:3:PCE'GIN+BX+LOT2'"
    body = made("DESADV", despatch(f"{LINE}PIA+1+S-1:SA'IMD+F++:::Coil'QTY+12:8:PCE'RFF+ON:PO9:4'{lots}"))

    assert [(one["lot_no"], one["quantity"]["value"]) for one in body["lines"]] == [
        ("LOT1", "5"),
        ("LOT2", "3"),
    ]
    assert {(one["line_no"], one["sku"], one["name"], one["order_no"]) for one in body["lines"]} == {
        ("1", "S-1", "Coil", "PO9")
    }


@pytest.mark.parametrize(
    "lots",
    [
        "PCI+17'GIN+BX+LOT1'PCI+17'GIN+BX+LOT2'",
        "PCI+17'GIN+BX+LOT1+LOT2'",
        "GIN+BX+LOT1'GIN+BX+LOT2'",
        "PCI+17'QTY+12:5:PCE'GIN+BX+LOT1'PCI+17'QTY+12:2:PCE'GIN+BX+LOT2'",
    ],
    ids=["each packed", "both in one", "not packed", "not all of it"],
)
def test_of_one_quantity_of_several_lots_no_lot_is_said_to_hold_it_all(lots: str) -> None:
    reading = read(interchange(message("DESADV", despatch(f"{LINE}QTY+12:8:PCE'{lots}"))))

    [document] = reading.documents
    [line] = document.body["lines"]
    assert ("lot_no" in line, str(line["quantity"]["value"])) == (False, "8")
    assert ["LOT1 LOT2" in flag.text for flag in document.flags] == [True]


def test_the_one_lot_of_a_line_and_the_weight_of_the_line_not_of_a_unit_are_read() -> None:
    weights = "MEA+PD+AAB+KGM:5'MEA+PD+AAD+KGM:40'MEA+PD+AAA+KGM:4'"
    [line] = made(
        "DESADV", despatch(f"PAC+4++PX'{LINE}{weights}QTY+12:8:PCE'PCI+17'DTM+361:20270101:102'GIN+BX+LOT1'")
    )["lines"]

    assert (line["lot_no"], line["gross_weight"]) == ("LOT1", {"value": "40", "unit": "KGM"})
    assert "net_weight" not in line


def test_places_and_carrier_are_found_by_what_they_are() -> None:
    head = "NAD+UC+9::9++Shop'NAD+CZ+8::9++Office'NAD+FW+5::9++Agent'NAD+CA+4::9++Line'"
    head += "NAD+DP+7::9++Depot'NAD+SF+6::9++Yard'"
    body = made("DESADV", despatch(f"{LINE}QTY+12:8:PCE'", head=head + PARTIES))

    assert (body["ship_to"], body["ship_from"], body["carrier"]["id"]) == ("Depot", "Yard", "4")
    assert (body["buyer"]["id"], body["seller"]["id"]) == ("2", "1")


@pytest.mark.parametrize("function", ["1", "3", "17"])
def test_what_takes_a_despatch_a_receipt_or_a_report_back_is_never_read_as_a_new_one(function: str) -> None:
    for kind, text in (
        ("DESADV", despatch(f"{LINE}QTY+12:8:PCE'", bgm=f"BGM+351+D2+{function}'")),
        ("RECADV", receipt(f"{LINE}QTY+48:8:PCE'", bgm=f"BGM+632+R2+{function}'")),
        ("INVRPT", report(f"{LINE}QTY+145:8:PCE'", bgm=f"BGM+35+S1+{function}'")),
    ):
        assert "takes back" in refused(kind, text)


def test_what_replaces_a_despatch_a_receipt_or_a_report_is_a_revision_and_comes_again_as_itself() -> None:
    def sent(kind: str, text: str, function: int, quantity: int, ref: str) -> bytes:
        changed = text.replace("+9'DTM", f"+{function}'DTM").replace(":8:", f":{quantity}:")
        return interchange(message(kind, changed), ref=ref)

    for kind, text in (
        ("DESADV", despatch(f"{LINE}QTY+12:8:PCE'")),
        ("RECADV", receipt(f"{LINE}QTY+48:8:PCE'")),
        ("INVRPT", report(f"{LINE}QTY+145:8:PCE'")),
    ):
        versions = [
            sent(kind, text, 9, 8, "R1"),
            sent(kind, text, 5, 7, "R2"),
            sent(kind, text, 5, 6, "R3"),
            sent(kind, text, 4, 6, "R3"),
        ]
        names = named(*versions)
        assert (len({number for number, _ in names}), len(set(names))) == (1, 4)
        assert names[0][1] == "1"
        assert named(versions[2]) == [names[2]]


def test_received_is_what_came_and_not_what_was_sent_or_ordered() -> None:
    def came(quantities: str) -> tuple[object, object]:
        [line] = made("RECADV", receipt(f"{LINE}{quantities}"))["lines"]
        return line.get("quantity_received", {}).get("value"), line.get("quantity_rejected", {}).get("value")

    assert came("QTY+12:10:PCE'QTY+21:12:PCE'QTY+48:8:PCE'QTY+195:2:PCE'") == ("8", "2")
    assert came("QTY+12:10:PCE'QTY+194:7:PCE'QTY+195:3:PCE'") == ("10", "3")
    assert came("QTY+12:10:PCE'QTY+194:10:PCE'") == ("10", None)
    assert came("QTY+12:10:PCE'QTY+21:12:PCE'") == (None, None)


def test_who_received_is_the_buyer_wherever_the_buyer_stands() -> None:
    body = made("RECADV", receipt(f"{LINE}QTY+48:8:PCE'", head="NAD+DP+7::9++Depot'NAD+CZ+8::9'" + PARTIES))

    assert (body["buyer"]["id"], body["seller"]["id"], body["warehouse"]) == ("2", "1", "7")


@pytest.mark.parametrize(
    "places",
    [
        "QTY+145:100:PCE'LOC+18+WH1::9'QTY+145:50:PCE'LOC+18+WH2::9'",
        "INV+1++1'QTY+145:100:PCE'LOC+18+WH1::9'INV+1++1'QTY+145:50:PCE'LOC+18+WH2::9'",
        "LOC+18+WH1::9'QTY+145:100:PCE'LOC+18+WH2::9'QTY+145:50:PCE'",
        "QTY+145:150:PCE'QTY+145:100:PCE'LOC+18+WH1::9'QTY+145:50:PCE'LOC+18+WH2::9'",
        "QTY+145:100:PCE'LOC+18+WH1::9'QTY+198:9:PCE'LOC+18+WH1::9'QTY+145:50:PCE'LOC+14+WH2::9'",
    ],
    ids=["quantity first", "movements", "place first", "with a total", "other quantities"],
)
def test_each_place_of_an_article_is_a_line_of_its_own(places: str) -> None:
    assert stock(f"{LINE}{places}LIN+2++4000862141411:EN'QTY+145:7:PCE'LOC+18+WH1::9'") == [
        ("WH1", None, "100"), ("WH2", None, "50"), ("WH1", None, "7"),
    ]  # fmt: skip


def test_an_article_at_one_place_is_one_line_whatever_else_is_said_of_it() -> None:
    assert stock(f"{LINE}LOC+18+WH9'QTY+17:9:PCE'QTY+145:100:PCE'QTY+156:3:PCE'") == [("WH9", None, "100")]
    assert stock(f"{LINE}QTY+145:100:PCE'") == [("3", None, "100")]


def test_each_lot_of_an_article_is_a_line_of_its_own_and_their_total_is_none() -> None:
    lots = "QTY+145:100:PCE'GIN+BX+L1'QTY+145:50:PCE'GIN+BX+L2'"

    assert stock(f"{LINE}QTY+145:150:PCE'{lots}") == [("3", "L1", "100"), ("3", "L2", "50")]
    assert stock(f"{LINE}{lots}") == [("3", "L1", "100"), ("3", "L2", "50")]
    assert stock(f"{LINE}QTY+145:50:PCE'GIN+BX+L1'QTY+145:50:PCE'GIN+BX+L2'") == [
        ("3", "L1", "50"), ("3", "L2", "50"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("parties", "owner"),
    [
        ("NAD+SU+1::9'NAD+OW+5::9'NAD+BY+2::9'", "5"),
        ("NAD+SU+1::9'NAD+BY+2::9'NAD+GY+2::9'", "2"),
        ("NAD+BY+2::9'NAD+SU+1::9'NAD+GY+1::9'", "1"),
        ("NAD+BY+2::9'NAD+SU+1::9'NAD+GY+3::9'", "1"),
    ],
)
def test_whose_stock_it_is_says_the_owner_or_who_reports(parties: str, owner: str) -> None:
    body = made("INVRPT", report(f"{LINE}QTY+145:1:PCE'", head=parties))

    assert body["owner"]["id"] == owner

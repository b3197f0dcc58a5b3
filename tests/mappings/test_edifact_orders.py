"""Orders and their answers as retailers send them in EDIFACT: what is meant is read, whoever stands first."""

from __future__ import annotations

import pytest

from tests.mappings.edifact_messages import PARTIES, interchange, made, message, named, refused

DATED = "DTM+137:20261101:102'"


def order(head: str = "", line: str = "", *, bgm: str = "BGM+220+PO1+9'", foot: str = "") -> str:
    lines = f"LIN+1++4000862141404:EN'QTY+21:500:KGM'{line}"
    return f"{bgm}{DATED}{head or PARTIES}CUX+2:EUR:9'{lines}UNS+S'{foot}CNT+2:1'"


def change(own: str, quantity: int, *, number: str = "PO1") -> str:
    lines = f"LIN+1++4000862141404:EN'QTY+21:{quantity}:PCE'"
    return f"BGM+220+{number}+4'{DATED}{own}{PARTIES}{lines}UNS+S'CNT+2:1'"


def answer(bgm: str, lines: str, count: int = 1) -> str:
    return f"{bgm}{DATED}RFF+ON:PO1'{PARTIES}{lines}UNS+S'CNT+2:{count}'"


def test_buyer_seller_and_place_are_found_by_what_they_are_and_not_by_who_stands_first() -> None:
    body = made(
        "ORDERS",
        order("NAD+IV+77::9++Head office'NAD+UC+8::9++Shop'NAD+OB+6::9++Agent'NAD+DP+7::9++Depot'" + PARTIES),
    )

    assert (body["buyer"], body["seller"], body["ship_to"]) == (
        {"id": "2", "name": "Buy"}, {"id": "1", "name": "Sell"}, "Depot",
    )  # fmt: skip


def test_without_a_buyer_whoever_orders_or_pays_is_the_buyer_and_the_last_place_is_where_it_goes() -> None:
    body = made("ORDERS", order("NAD+UC+8::9++Shop'NAD+IV+77::9++Head:office'NAD+VN+1::9++Sell'"))

    assert (body["buyer"], body["seller"], body["ship_to"]) == (
        {"id": "77", "name": "Head office"}, {"id": "1", "name": "Sell"}, "Shop",
    )  # fmt: skip


def test_a_day_a_week_and_a_period_of_delivery_are_read_by_their_formats() -> None:
    head = f"DTM+2:151226:2'{PARTIES}"
    week = made("ORDERS", order(f"DTM+64:202649:616'{PARTIES}", "DTM+2:2026120120261207:718'"))

    assert made("ORDERS", order(head))["due_date"] == "2026-12-15"
    assert (week["due_date"], week["lines"][0]["due_date"]) == ("2026-12-06", "2026-12-07")


def test_a_count_of_days_from_no_day_refuses_the_order_and_says_so() -> None:
    assert "counts 14 days (format 804) from a day it does not name" in refused(
        "ORDERS", order(f"DTM+2:14:804'{PARTIES}")
    )


@pytest.mark.parametrize(
    ("prices", "price", "per"),
    [
        ("PRI+AAB:250:::100'PRI+AAA:2.2'", "2.2", None),
        ("PRI+AAB:250:::100:KGM'PRI+AAA:2,2:::1:KGM'", "2.2", {"value": "1", "unit": "KGM"}),
        ("PRI+AAA:2200:::1000'PRI+AAB:9'", "2200", {"value": "1000", "unit": "KGM"}),
        ("PRI+AAA:2200::::TNE'", "2200", {"value": "1", "unit": "TNE"}),
        ("PRI+AAE:11.9'PRI+AAB:10'", "10", None),
        ("PRI+AAE:11.9'", None, None),
        ("PRI+AAA:2,2:::0:KGM'", "2.2", None),
    ],
)
def test_a_price_comes_with_its_own_basis_and_one_that_holds_taxes_is_none(
    prices: str, price: str | None, per: object
) -> None:
    [line] = made("ORDERS", order(line="QTY+59:12:PCE'" + prices))["lines"]

    assert line["quantity"] == {"value": "500", "unit": "KGM"}
    assert (line.get("unit_price"), line.get("price_per")) == (price, per)


def test_a_name_is_no_code_and_no_colour_and_tax_is_no_excise() -> None:
    [line] = made(
        "ORDERS",
        order(
            line="IMD+C++TU::9'IMD+F+35+:::red'IMD+F++:::Steel coil:2mm'"
            "TAX+7+EXC+++:::3+S'MOA+124:5'TAX+7+VAT+++:::19+S'MOA+124:190'"
        ),
    )["lines"]

    assert (line["name"], line["tax_rate"], line["tax"]) == ("Steel coil 2mm", "0.19", "190")


def test_allowances_and_charges_of_the_whole_order_are_added_up_where_no_total_is_said() -> None:
    head = (
        f"{PARTIES}CUX+2:EUR:9'ALC+A+++1+DI'PCD+3:10'MOA+8:10'ALC+A+++2+DI'MOA+204:2.5'ALC+C+++1+FC'MOA+23:7'"
    )
    body = made("ORDERS", order(head, foot="MOA+79:100'MOA+125:94.5'MOA+176:17.96'MOA+86:112.46'"))

    assert body["totals"] == {
        "lines": "100", "allowances": "12.5", "charges": "7", "ex_tax": "94.5", "tax": "17.96",
    }  # fmt: skip
    assert body["payable"] == "112.46"


def test_two_changes_of_one_day_are_two_and_one_that_comes_again_is_one() -> None:
    def sent(own: str, quantity: int, ref: str) -> bytes:
        return interchange(message("ORDERS", change(own, quantity)), ref=ref)

    for first, second in (
        (sent("RFF+PP:C1'", 300, "R1"), sent("RFF+PP:C2'", 300, "R2")),
        (sent("RFF+ON:PO1::1'", 300, "R1"), sent("RFF+ON:PO1::2'", 200, "R2")),
        (sent("", 300, "R1"), sent("", 200, "R1")),
        (sent("", 300, "R1"), sent("", 300, "R2")),
        (sent("RFF+VN:C1'", 300, "R1"), sent("RFF+VN:C2'", 300, "R1")),
    ):
        one, other = named(first, second)
        assert one[0] == other[0] == "2|PO1"
        assert one[1] != other[1]
        assert named(first) == [one]
    assert named(sent("RFF+PP:C1'", 300, "R1")) == named(sent("RFF+PP:C1'", 300, "R9"))
    versions = [interchange(message("ORDERS", change("", 300, number=f"PO1:{n}"))) for n in ("1", "2", "2:1")]
    assert len(set(named(*versions))) == 3


def test_a_line_that_is_struck_is_not_ordered_and_a_deleted_order_is_cancelled() -> None:
    lines = "LIN+1+2+4000862141404:EN'QTY+21:5:KGM'LIN+2+3+4000862141411:EN'QTY+21:6:KGM'"
    body = made("ORDERS", f"BGM+220+PO1+4'{DATED}{PARTIES}{lines}UNS+S'CNT+2:2'")

    assert [line["line_no"] for line in body["lines"]] == ["2"]
    assert made("ORDERS", order(bgm="BGM+220+PO1+3'"))["status"] == "cancelled"


@pytest.mark.parametrize(
    ("bgm", "result"),
    [
        ("BGM+231+R1+29'", "accept"), ("BGM+231+R1+4'", "partial"), ("BGM+231+R1+27'", "reject"),
        ("BGM+231+R1+9+AP'", "accept"), ("BGM+231+R1+9+RE'", "reject"), ("BGM+231+R1+9+AC'", "partial"),
        ("BGM+231+R1+34'", "partial"),
    ],
)  # fmt: skip
def test_an_answer_is_what_its_function_or_its_response_type_says(bgm: str, result: str) -> None:
    assert made("ORDRSP", answer(bgm, "LIN+1+5+4000862141404:EN'QTY+21:5:PCE'"))["result"] == result


def test_who_only_says_that_an_order_arrived_accepts_nothing_and_an_unprocessed_one_is_no_answer() -> None:
    lines = "LIN+1++4000862141404:EN'QTY+21:5:PCE'"
    body = made("ORDRSP", answer("BGM+231+R1+9+AB'", lines))

    assert (body["result"], "lines" in body) == ("partial", False)
    assert "a word of the table results" in refused("ORDRSP", answer("BGM+231+R1+12'", lines))


def test_a_line_that_is_refused_is_not_accepted() -> None:
    lines = "LIN+1+7+4000862141404:EN'QTY+21:5:PCE'LIN+2+3+4000862141411:EN'QTY+113:6:PCE'QTY+21:9:PCE'"
    [line] = made("ORDRSP", answer("BGM+231+R1+4'", lines, 2))["lines"]

    assert (line["line_no"], line["quantity"]) == ("2", {"value": "6", "unit": "H87"})


@pytest.mark.parametrize(
    ("item", "sku", "buyer_sku"),
    [
        ("LIN+1'PIA+5+4000862141404:EN'", "4000862141404", None),
        ("LIN+1++4000862141404:SRV'PIA+1+B-1:IN+S-1:SA'", "S-1", "B-1"),
        ("LIN+1++B-1:IN'PIA+5+4000862141404:SRV'PIA+1+S-2:VP'", "S-2", "B-1"),
        ("LIN+1++4000862141404'", "4000862141404", None),
    ],
)
def test_an_article_is_known_by_its_sellers_number_else_by_the_worlds(
    item: str, sku: str, buyer_sku: str | None
) -> None:
    text = f"BGM+220+PO1+9'{DATED}{PARTIES}{item}QTY+21:5:PCE'UNS+S'CNT+2:1'"
    [line] = made("ORDERS", text)["lines"]

    assert (line["sku"], line.get("buyer_sku")) == (sku, buyer_sku)

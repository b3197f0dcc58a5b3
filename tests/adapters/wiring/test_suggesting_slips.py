"""A mapping drafted from what really is exported: in and out mixed, totals, units in the cells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from adapters.wiring.samples import Desk, Tried
from adapters.wiring.suggesting.suggest import Suggestion
from adapters.wiring.suggesting.values import values_of
from tests.adapters.wiring.test_suggesting import MAPPINGS, drafted

HEAD = "单据编号,单据类型,出入库日期,仓库,商品名称,炉批号,数量,件数"
ROWS = (
    "RK-1,采购入库,2026/11/24 8:05,镇海库,热轧卷板,L1,23.450吨,1卷",
    "RK-1,采购入库,2026/11/24 8:05,镇海库,热轧卷板,L2,23.180吨,1卷",
    'CK-1,销售出库,20261125,镇海库,冷轧卷板,L3,"1,200.5kg",1卷',
    "合计,,,,,,47.8305吨,3卷",
)


def slips(*rows: str, head: str = HEAD) -> bytes:
    return "\r\n".join((head, *(rows or ROWS), "")).encode("gbk")


def tried(folder: Path, found: Suggestion, payload: bytes) -> Tried:
    """What the draft, as it is, makes of a file."""
    (folder / "draft.yaml").write_text(found.draft.yaml)
    (folder / "file").write_bytes(payload)
    return Desk(MAPPINGS).tried(folder / "draft.yaml", folder / "file")


def test_goods_that_leave_are_never_drafted_as_goods_that_came(tmp_path: Path) -> None:
    found = drafted(tmp_path, [slips()] * 3, "csv")

    read = tried(tmp_path, found, slips())

    assert [(one.type, one.number) for one in read.documents] == [
        ("wms.inbound.v1", "RK-1"),
        ("wms.outbound.v1", "CK-1"),
    ]
    assert (read.refused, read.unreadable) == ((), "")


def test_a_word_of_neither_direction_is_left_to_people_and_refused_until_then(tmp_path: Path) -> None:
    odd = "PD-1,盘盈调整,2026/11/24 8:05,镇海库,热轧卷板,L1,1吨,1卷"

    found = drafted(tmp_path, [slips(*ROWS, odd)] * 3, "csv")

    assert any("'盘盈调整'" in text for text in found.draft.undecided)
    read = tried(tmp_path, found, slips(*ROWS, odd))
    assert [one.number for one in read.documents] == ["RK-1", "CK-1"]
    assert len(read.refused) == 1


def test_samples_of_one_direction_refuse_the_other_when_it_comes(tmp_path: Path) -> None:
    found = drafted(tmp_path, [slips(*ROWS[:2])] * 3, "csv")

    read = tried(tmp_path, found, slips(*ROWS[:3]))

    assert [one.type for one in read.documents] == ["wms.inbound.v1"]
    assert "row 4" in read.refused[0]


def test_a_table_that_says_in_and_out_is_never_taken_for_orders(tmp_path: Path) -> None:
    text = "序号,单据类型,日期,料号,数量\n1,入,2026-11-24,A,5件\n2,出,2026-11-24,B,6件\n".encode()

    found = drafted(tmp_path, [text] * 3, "csv")

    assert "erp.order" not in found.draft.yaml
    assert any("outbound_no" in one for one in found.draft.undecided)
    assert any("inbound_no" in one for one in found.draft.undecided)


def test_columns_and_words_with_odd_signs_make_no_broken_draft(tmp_path: Path) -> None:
    head = '单据编号,单据类型,出入库日期,仓库,"数""量",炉批号,"数\\量"'
    text = f"{head}\nRK-1,入库 #1: a,2026/11/24 8:05,库,12吨,L1,13吨\n合计,,,,12吨,,\n".encode()

    found = drafted(tmp_path, [text] * 3, "csv", "wms.inbound.v1")

    read = tried(tmp_path, found, text)
    assert read.unreadable == "", "it compiles"
    assert len(read.refused) == 1, "a unit that no expression can be written for is left to people"
    assert any("the unit of quantity" in one for one in found.draft.undecided)


def test_rows_that_nothing_parts_are_parted_by_their_direction(tmp_path: Path) -> None:
    text = (
        "单据类型,入库时间,炉批号,数量\n入,2026-11-24 08:00:00,A,5件\n出,2026-11-25 08:00:00,B,6件\n".encode()
    )

    found = drafted(tmp_path, [text], "csv")

    assert "group by: 单据类型" in found.draft.yaml
    assert "from: row/入库时间" in found.draft.yaml


def test_a_type_that_the_words_speak_against_is_drafted_and_the_doubt_said(tmp_path: Path) -> None:
    found = drafted(tmp_path, [slips(ROWS[2])] * 3, "csv", "wms.inbound.v1")

    assert "单据类型 says wms.outbound.v1, and it is drafted as wms.inbound.v1" in found.draft.undecided[0]
    assert tried(tmp_path, found, slips(ROWS[2])).unreadable == ""


def test_a_row_of_totals_is_no_document_and_a_row_without_a_number_is_no_total(tmp_path: Path) -> None:
    found = drafted(tmp_path, [slips()] * 3, "csv")
    nameless = ",采购入库,2026/11/24 8:05,镇海库,热轧卷板,L9,1吨,1卷"

    read = tried(tmp_path, found, slips(*ROWS, nameless))

    assert any("3 rows are totals of others" in text for text in found.recognized)
    assert len(read.documents) == 2
    assert "row 6" in read.refused[0]


def test_a_unit_in_the_cell_is_read_with_its_number(tmp_path: Path) -> None:
    found = drafted(tmp_path, [slips()] * 3, "csv")

    read = tried(tmp_path, found, slips())

    assert [lot["quantity"] for one in read.documents for lot in one.body["lots"]] == [
        {"value": "23.450", "unit": "TNE"},
        {"value": "23.180", "unit": "TNE"},
        {"value": "1200.5", "unit": "KGM"},
    ]


@pytest.mark.parametrize("cell", ["12", "12捆", "12 500"])
def test_a_cell_without_a_known_unit_is_refused_and_not_taken_for_the_usual_one(
    tmp_path: Path, cell: str
) -> None:
    found = drafted(tmp_path, [slips()] * 3, "csv")

    read = tried(tmp_path, found, slips(ROWS[0].replace("23.450吨", cell)))

    assert (read.documents, len(read.refused)) == ((), 1)


def test_a_unit_in_the_name_of_the_column_is_the_unit_of_its_cells(tmp_path: Path) -> None:
    rows = [row.replace("吨", "") for row in ROWS[:2]]
    payload = slips(*rows, head=HEAD.replace("数量", "数量（吨）"))

    found = drafted(tmp_path, [payload] * 3, "csv")

    assert tried(tmp_path, found, payload).documents[0].body["lots"][0]["quantity"]["unit"] == "TNE"


def test_a_unit_that_nobody_knows_is_left_to_people(tmp_path: Path) -> None:
    found = drafted(tmp_path, [slips(ROWS[0].replace("吨", "捆"))] * 3, "csv")

    assert any("the code of the unit '捆'" in text for text in found.draft.undecided)


def test_days_written_in_several_ways_are_read_and_said(tmp_path: Path) -> None:
    rows = (ROWS[0], ROWS[2], ROWS[2].replace("CK-1", "CK-2").replace("20261125", "46353.4375"))

    found = drafted(tmp_path, [slips(*rows)] * 3, "csv")

    assert [one.body["event_time"] for one in tried(tmp_path, found, slips(*rows)).documents] == [
        "2026-11-24T08:05:00Z",
        "2026-11-25T00:00:00Z",
        "2026-11-27T10:30:00Z",
    ]
    [told] = [text for text in found.draft.undecided if text.startswith("event_time")]
    assert "3 ways" in told
    assert "spreadsheet's day" in told
    assert "00:00:00" in told


def test_a_column_that_is_called_so_but_holds_something_else_is_named(tmp_path: Path) -> None:
    found = drafted(tmp_path, [slips(ROWS[0].replace("23.450吨", "见附件"))] * 3, "csv")

    assert any('数量 is called so, but no quantity is "见附件"' in text for text in found.draft.undecided)


def test_a_sign_of_money_in_one_column_changes_no_other() -> None:
    values_of(["¥1.50", "¥2"])
    values_of(["5%"])

    assert dict(values_of(["12.5"]).style) == {}


def test_rows_of_prices_are_a_document_each(tmp_path: Path) -> None:
    text = (
        "品种,价格,单位,币种,报价日期\nHRB400,3500,吨,CNY,2026-11-21\nQ235B,3600,吨,CNY,2026-11-21\n".encode()
    )

    found = drafted(tmp_path, [text] * 3, "csv")

    read = tried(tmp_path, found, text)
    assert [one.body["commodity_code"] for one in read.documents] == ["HRB400", "Q235B"]
    assert [one.body["per"] for one in read.documents] == [{"value": "1", "unit": "TNE"}] * 2
    assert {one.number for one in read.documents} == {"2026-11-21/HRB400", "2026-11-21/Q235B"}


def order(*lines: str) -> bytes:
    return (
        '<b:Bestellung xmlns:b="urn:erp:bestellung" xmlns:a="urn:erp:artikel">'
        "<b:Kopf><b:BestellNr>4711</b:BestellNr>"
        '<b:Datum>2026-11-20</b:Datum><b:Kaeufer gln="4098765000010"><a:Name>Müller AG</a:Name></b:Kaeufer>'
        '<b:Lieferant gln="6901234000009"><a:Name>Ningbo</a:Name></b:Lieferant></b:Kopf><b:Positionen>'
        f'{"".join(lines)}</b:Positionen><b:Gesamt waehrung="EUR">2.820,00</b:Gesamt></b:Bestellung>'
    ).encode()


def line(number: str, quantity: str) -> str:
    return (
        f'<b:Position nr="{number}"><a:GTIN>4012345000012</a:GTIN><a:Bezeichnung>Welle</a:Bezeichnung>'
        f'<b:Menge einheit="PCE">{quantity}</b:Menge><b:Preis waehrung="EUR">2,35</b:Preis></b:Position>'
    )


def test_an_order_in_german_is_read_by_its_names(tmp_path: Path) -> None:
    payload = order(line("10", "1200"), line("20", "75,5"))

    found = drafted(tmp_path, [order(line("10", "5")), payload, payload], "xml")

    [made] = tried(tmp_path, found, payload).documents
    assert made.type == "erp.order.v1"
    assert made.body["order_no"] == "4711"
    assert made.body["currency"] == "EUR"
    assert made.body["seller"] == {"id": "6901234000009", "name": "Ningbo"}
    assert made.body["lines"][1]["quantity"] == {"value": "75.5", "unit": "H87"}
    assert made.body["lines"][1]["unit_price"] == "2.35"


def test_a_point_that_may_part_thousands_is_said_where_commas_are_decimal_signs(tmp_path: Path) -> None:
    found = drafted(tmp_path, [order(line("10", "1.200"), line("20", "600"))] * 3, "xml")

    assert any("a point may part thousands" in text for text in found.draft.undecided)


def test_what_they_are_being_said_every_needed_field_stands_there_to_be_filled(tmp_path: Path) -> None:
    text = b"<r><x a='1'><y>2</y></x></r>"

    found = drafted(tmp_path, [text] * 3, "xml", "erp.order.v1")

    assert "# order_no: UNDECIDED" in found.draft.yaml
    assert "# order_date: UNDECIDED" in found.draft.yaml


def test_what_hardly_anything_speaks_for_is_said_to_be_in_doubt(tmp_path: Path) -> None:
    found = drafted(
        tmp_path, [json.dumps({"Kopf": {"Preis": 3}, "foo": "y", "bar": "z"}).encode()] * 3, "json"
    )

    assert "little is known" in found.draft.undecided[0]

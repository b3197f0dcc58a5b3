"""From samples a mapping is drafted: what is known stands in it, what nobody can know is said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from adapters.wiring.recognizing.files import Files
from adapters.wiring.samples import Desk
from adapters.wiring.suggesting.suggest import Suggestion, suggest
from adapters.wiring.suggesting.values import values_of
from core.kernel.errors import Refused
from tests.adapters.formats.workbooks import table

MAPPINGS = Path(__file__).parents[3] / "mappings"
FILES = Files(MAPPINGS)
HEAD = "出库单号;出库时间;仓库;捆包号;货号;品名;数量;单位;车牌号;备注"


def slips(number: int, unit: str = "吨") -> str:
    rows = [
        f"CK-{number}{row // 2};2026-11-2{number} 0{row}:30:00;WH1;L{number}{row};HRB400;螺纹钢"
        f";{row}.5;{unit};沪A{row // 2};急"
        for row in range(4)
    ]
    # Of one slip the time is one.
    return "\n".join(
        [HEAD, *(row.replace(f" 0{place}:", f" 0{place // 2}:") for place, row in enumerate(rows))]
    )


def drafted(folder: Path, texts: list[bytes], ending: str, type_: str = "") -> Suggestion:
    files = []
    for place, text in enumerate(texts):
        files.append(folder / f"sample_{place}.{ending}")
        files[-1].write_bytes(text)
    return suggest(files, FILES, type_)


def tried(folder: Path, found: Suggestion, sample: str) -> list[object]:
    """What the draft as it is makes of a sample."""
    mapping = folder / "draft.yaml"
    mapping.write_text(found.draft.yaml)
    read = Desk(MAPPINGS).tried(mapping, folder / sample)
    assert read.unreadable == ""
    assert read.refused == ()
    return [made.body for made in read.documents]


def test_a_table_of_slips_becomes_a_mapping_that_reads_them(tmp_path: Path) -> None:
    found = drafted(tmp_path, [slips(number).encode("gb18030") for number in range(3)], "csv")

    assert 'reads: {format: csv, encoding: gb18030, delimiter: ";"}' in found.draft.yaml
    assert "group by: 出库单号" in found.draft.yaml
    assert found.draft.undecided == ()
    first, second = tried(tmp_path, found, "sample_0.csv")
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (first["outbound_no"], first["event_time"], len(first["lots"])) == (
        "CK-00",
        "2026-11-20T00:30:00Z",
        2,
    )
    assert first["lots"][1] == {
        "lot_no": "L01",
        "sku": "HRB400",
        "name": "螺纹钢",
        "quantity": {"value": "1.5", "unit": "TNE"},
        "extensions": {"备注": "急"},
    }


def test_each_field_says_how_sure_it_is_and_shows_a_value(tmp_path: Path) -> None:
    found = drafted(tmp_path, [slips(number).encode() for number in range(3)], "csv")

    [line] = [line.strip() for line in found.draft.yaml.splitlines() if "quantity:" in line]
    assert line.startswith("quantity: {from: 数量, as: quantity, unit: {from: 单位, table: units}")
    assert line.endswith('# 0.95, such as "0.5"')
    assert {field: sureness for field, _, sureness in found.draft.sure}["lot_no"] == 0.9


def test_an_unknown_unit_is_left_to_people(tmp_path: Path) -> None:
    found = drafted(tmp_path, [slips(number, "卷").encode() for number in range(3)], "csv")

    assert "# 卷: UNDECIDED" in found.draft.yaml
    assert any("'卷'" in text for text in found.draft.undecided)
    (tmp_path / "draft.yaml").write_text(found.draft.yaml)
    read = Desk(MAPPINGS).tried(tmp_path / "draft.yaml", tmp_path / "sample_0.csv")
    assert read.documents == ()
    assert read.refused


def test_a_column_with_a_line_end_in_its_name_breaks_no_comment(tmp_path: Path) -> None:
    text = '出库单号,出库时间,捆包号,"数\n目"\nCK-1,2026-11-20 08:00:00,L1,1.5\n'

    found = drafted(tmp_path, [text.encode()] * 3, "csv", "wms.outbound.v1")

    assert "needed: no column is called so; left are 数 目" in found.draft.yaml


def order(number: int) -> dict[str, object]:
    line = {"lineNo": 1, "sku": "A", "qty": "2.5", "uom": "kg", "unitPrice": "40.00", "colour": "red"}
    return {
        "orderId": f"PO-{number}",
        "orderDate": "2026-11-20",
        "currency": "CNY",
        "total": "100.00",
        "buyer": {"id": "B1", "name": "Buyer Ltd"},
        "seller": {"id": "S1", "name": "Seller Ltd"},
        "token": "hunter2hunter2",
        "lineItems": [line, {**line, "lineNo": 2}],
    }


def test_json_is_read_by_its_lists_and_what_is_unknown_is_kept(tmp_path: Path) -> None:
    found = drafted(tmp_path, [json.dumps(order(number)).encode() for number in range(3)], "json")

    [body] = tried(tmp_path, found, "sample_1.json")
    assert isinstance(body, dict)
    assert (body["order_no"], body["payable"], body["seller"]) == (
        "PO-1",
        "100.00",
        {"id": "S1", "name": "Seller Ltd"},
    )
    assert body["lines"][0]["quantity"] == {"value": "2.5", "unit": "KGM"}
    assert body["lines"][0]["extensions"] == {"colour": "red"}
    assert "hunter2" not in found.draft.yaml


def test_a_list_of_documents_is_parted(tmp_path: Path) -> None:
    answers = [
        json.dumps({"code": 0, "data": [order(number), order(number + 5)]}).encode() for number in range(3)
    ]

    found = drafted(tmp_path, answers, "json")

    assert "split: data" in found.draft.yaml
    assert [one["order_no"] for one in tried(tmp_path, found, "sample_0.json")] == ["PO-0", "PO-5"]  # type: ignore[index]


def xml(number: int, day: str) -> bytes:
    lines = "".join(f'<Line no="{n}"><ItemCode>A{n}</ItemCode><Qty>1,5</Qty></Line>' for n in (1, 2))
    return (
        f"<PurchaseOrder><Header><PONumber>P{number}</PONumber><OrderDate>{day}</OrderDate></Header>"
        f"<Lines>{lines}</Lines></PurchaseOrder>"
    ).encode()


def test_what_the_values_do_not_say_is_said_and_not_guessed(tmp_path: Path) -> None:
    found = drafted(tmp_path, [xml(number, f"0{number + 1}/02/2026") for number in range(3)], "xml")

    assert "UNDECIDED: order_date from Header/OrderDate: day and month look alike" in found.draft.yaml
    assert any("the unit of quantity" in text for text in found.draft.undecided)
    assert 'decimal sign: ","' in found.draft.yaml


def test_a_day_over_twelve_tells_day_from_month(tmp_path: Path) -> None:
    found = drafted(tmp_path, [xml(number, f"{number + 12}/02/2026") for number in range(3)], "xml")

    assert 'format: "D/M/YYYY"' in found.draft.yaml
    assert not any("look alike" in text for text in found.draft.undecided)


def test_a_workbook_is_drafted_as_a_table_is(tmp_path: Path) -> None:
    cells = [line.split(";") for line in slips(0).split("\n")]

    found = drafted(tmp_path, [table(*cells)] * 3, "xlsx")

    assert "reads: {format: excel}" in found.draft.yaml
    assert len(tried(tmp_path, found, "sample_0.xlsx")) == 2


def test_of_a_standard_its_mapping_is_extended(tmp_path: Path) -> None:
    samples = MAPPINGS / "standards" / "ubl" / "samples" / "invoice"
    files = [Path(shutil.copy(samples / name, tmp_path)) for name in ("invoice.xml", "credit_note.xml")]

    found = suggest(files, FILES)

    assert "extends: standards/ubl/invoice.yaml" in found.draft.yaml
    assert any("2 samples say little" in text for text in found.recognized)
    assert tried(tmp_path, found, "invoice.xml")


def test_samples_of_several_kinds_are_sent_back(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(slips(0))
    (tmp_path / "b.json").write_text(json.dumps(order(1)))

    with pytest.raises(Refused, match=r"several kinds.*a\.csv is table; b\.json is json"):
        suggest([tmp_path / "a.csv", tmp_path / "b.json"], FILES)


def test_columns_that_nobody_knows_are_no_draft(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no column is called anything known"):
        drafted(tmp_path, [b"foo,bar\n1,x\n2,y\n"] * 3, "csv")


@pytest.mark.parametrize(
    ("texts", "kind", "form"),
    [
        (["20261128", "20261201"], "date", "YYYYMMDD"),
        (["2026-11-28T06:00:00+08:00"], "datetime", ""),
        (["2026/1/2 9:30", "2026/11/28 12:05"], "datetime", "YYYY/M/D H:mm"),
        (["2026年1月2日"], "date", "YYYY年M月D日"),
        (["1", "-20"], "integer", ""),
        (["007", "008"], "text", ""),
        (["1.50", "NULL"], "decimal", ""),
        (["¥1,234.50"], "decimal", ""),
        (["1.234,50", "2,5"], "decimal", ""),
        (["1.5 kg"], "measured", ""),
        (["5.75*1500"], "text", ""),
        (["2026/1/2 8:05", "20260103", "2026年1月4日 9:00"], "datetime", "YYYY/M/D H:mm"),
        (["46353", "46354"], "integer", ""),
    ],
)
def test_values_are_told_by_all_of_them(texts: list[str], kind: str, form: str) -> None:
    found = values_of(texts)

    assert (found.kind, found.format) == (kind, form)

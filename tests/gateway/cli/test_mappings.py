"""`hub map`: a file tried shows where each field came from, a broken mapping where it is broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest
import typer
from typer.testing import CliRunner, Result

from core.kernel.errors import HubError
from gateway.cli import mappings

ROOT = Path(__file__).parents[3] / "mappings"
SLIPS = ROOT / "demo-warehouse" / "in" / "samples" / "slips"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of mappings/ that the commands look at."""
    copy = tmp_path / "mappings"
    shutil.copytree(ROOT, copy)
    monkeypatch.setenv("LIANQIAO_MAPPINGS", str(copy))
    monkeypatch.setenv("LIANQIAO_HOME", str(tmp_path / "home"))
    return copy


def hub_map(*words: str) -> Result:
    app = typer.Typer()
    mappings.add_to(app)
    return CliRunner().invoke(app, ["map", *words])


def test_each_field_is_shown_with_the_cell_it_came_from(folder: Path) -> None:
    result = hub_map("try", str(SLIPS / "both_ways_gbk.csv"))

    assert result.exit_code == 0, result.output
    assert "wms.outbound.v1  CK-1  revision 2" in result.output
    [line] = [line for line in result.output.splitlines() if "lots[0].quantity.value = 20" in line]
    assert line.endswith("row 4 column 数量")


def test_a_unit_that_was_left_out_is_told_with_its_place_and_fails_the_command(folder: Path) -> None:
    result = hub_map("try", str(SLIPS / "one_bad_unit.csv"))

    assert result.exit_code == 1
    assert "refused at row 2 column 单位" in result.output
    assert "RK-4" in result.output


def test_the_same_as_json_holds_the_documents_and_their_sources(folder: Path) -> None:
    result = hub_map("try", str(SLIPS / "utf8_with_bom.csv"), "--json", "--sources")

    said = msgspec.json.decode(result.stdout)
    [made] = said["documents"]
    assert made["body"]["inbound_no"] == "RK-2"
    assert made["sources"]["inbound_no"] == "row 2 column 单号"


def test_files_of_any_kind_are_told_in_a_line_each_by_their_standard(folder: Path, tmp_path: Path) -> None:
    invoice = ROOT / "standards" / "ubl" / "samples" / "invoice" / "does_not_add_up.xml"
    (tmp_path / "in" / "deep").mkdir(parents=True)
    shutil.copy(invoice, tmp_path / "in" / "a.xml")
    (tmp_path / "in" / "b.csv").write_text("a,b\n1,2\n")
    (tmp_path / "in" / "deep" / "c").write_bytes(b"\x00\x01\x02")

    result = hub_map("try", str(tmp_path / "in"), str(tmp_path / "nothing"), "--json")

    said = [msgspec.json.decode(line) for line in result.stdout.splitlines()]
    assert [(Path(one["file"]).name, one["outcome"]) for one in said] == [
        ("a.xml", "flagged"),
        ("b.csv", "unreadable"),
        ("c", "unreadable"),
        ("nothing", "unreadable"),
    ]
    assert [(one["error"] or {}).get("code") for one in said] == [
        None,
        "mapping.needed",
        "format.not_read",
        "file.not_opened",
    ]
    [document] = said[0]["documents"]
    assert (document["type"], document["body"]["payable"]) == ("erp.invoice.v1", "13000.00")
    assert document["flags"]
    assert "sources" not in document
    assert result.exit_code == 1


def test_any_mapping_may_be_tried_on_any_file(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "wti-daily.csv"
    file.write_text("Date,Price\n2020-04-20,-36.98\n")

    result = hub_map("try", str(file), "--mapping", "standards/prices/daily.yaml")

    assert result.exit_code == 0
    assert "price.amount = -36.98" in result.output


def test_a_broken_mapping_is_told_with_file_line_and_column(folder: Path) -> None:
    broken = folder / "demo-warehouse" / "in" / "slips.yaml"
    text = broken.read_text()
    broken.write_text(text.replace("group by:", "gruop by:", 1))
    line = text[: text.index("group by:")].count("\n") + 1

    result = hub_map("try", str(SLIPS / "both_ways_gbk.csv"), "--mapping", str(broken))

    assert isinstance(result.exception, HubError)
    assert f"demo-warehouse/in/slips.yaml line {line} column 5" in result.exception.text
    assert "did you mean 'group by'" in result.exception.text


def test_all_samples_hold_and_one_that_does_not_is_named_with_the_field(folder: Path) -> None:
    assert hub_map("test").exit_code == 0
    sample = folder / "demo-steel" / "in" / "samples" / "orders" / "new.json"
    sample.write_text(sample.read_text().replace("111240.00", "111241.00"))

    result = hub_map("test", "demo-steel")

    assert result.exit_code == 1
    assert (
        "new.json: documents[0].body.lines[0].line_amount is 111241.00, expected 111240.00" in result.output
    )


def test_a_sample_that_shows_no_expectation_is_named(folder: Path) -> None:
    (folder / "demo-steel" / "in" / "samples" / "orders" / "new.expected.json").unlink()

    result = hub_map("test", "demo-steel")

    assert result.exit_code == 1
    assert "write new.expected.json" in result.output


def test_an_expectation_that_is_not_written_as_it_is_read_is_named(folder: Path) -> None:
    expected = folder / "demo-steel" / "in" / "samples" / "orders" / "new.expected.json"
    expected.write_text('{"refused": "$.step"}')

    result = hub_map("test", "demo-steel")

    assert isinstance(result.exception, HubError)
    assert f"{expected}: Expected `array`, got `str` - at `$.refused`" in result.exception.text


def test_a_draft_is_written_with_what_it_makes_of_the_samples(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "samples").mkdir()
    for number in range(3):
        text = f"单号,出库时间,捆包号,数量,单位\nCK-{number},2026-11-20 08:00:00,L{number},1.5,吨\n"
        (tmp_path / "samples" / f"出库_{number}.csv").write_text(text)
    out = tmp_path / "partner" / "in"

    result = hub_map("suggest", str(tmp_path / "samples"), "--out", str(out))

    assert result.exit_code == 0, result.output
    assert "quantity           0.95  数量" in result.stderr
    expected = msgspec.json.decode((out / "samples" / "outbound" / "出库_1.expected.json").read_bytes())
    assert expected["documents"][0]["body"]["lots"][0]["quantity"] == {"value": "1.5", "unit": "TNE"}
    again = hub_map("suggest", str(tmp_path / "samples"), "--out", str(out))
    assert isinstance(again.exception, HubError)


def test_changes_that_nobody_notices_are_told_and_fail_nothing(folder: Path) -> None:
    result = hub_map("test", "demo-steel", "--mutate")

    assert result.exit_code == 0, result.output
    assert "46 refused or flagged" in result.output
    assert "survives drop row/order_no in plain.json: refs.number is needed; what it belongs to is gone" in (
        result.output
    )


def test_every_unit_that_is_left_out_is_told_and_that_zones_are_made_up(folder: Path, tmp_path: Path) -> None:
    mapping, file = tmp_path / "pay.yaml", tmp_path / "pay.csv"
    mapping.write_text(
        "mapping: 1\nreads: {format: csv}\nunit: document\ndocuments:\n"
        "  - type: erp.payment.v1\n    split: row\n"
        "    identity: {number: payment_no, content: true}\n    body:\n"
        "      payment_no: {from: no, required: true}\n"
        "      amount: {from: amount, as: money, currency: {value: CNY}, required: true}\n"
    )
    file.write_text("no,amount\nA,1\nB,x\nC,y\n")

    result = hub_map("try", str(file), "--mapping", str(mapping))
    told = hub_map("try", str(file), "--mapping", str(mapping), "--json")

    assert "refused at row 3 column amount" in result.output
    assert "refused at row 4 column amount" in result.output
    assert "local times are read as UTC" in result.output
    line = msgspec.json.decode(told.stdout)
    assert line["error"]["place"] == "row 3 column amount"
    assert list(line) == ["file", "outcome", "error", "documents"]

"""`hub onboard`: a warehouse's slips come on by commands alone, as they are drafted, in their own zone."""

from __future__ import annotations

from pathlib import Path

from core.hub.onboarding import Onboarding
from tests.gateway.cli.conftest import Office

SLIPS = (
    "单据编号,单据类型,出入库日期,仓库,商品名称,炉批号,数量\r\n"
    "RK-{0},采购入库,2026/11/24 8:05,镇海库,热轧卷板,L{0},23.450吨\r\n"
    "CK-{0},销售出库,2026/11/25 9:00,镇海库,热轧卷板,L{0},3.450吨\r\n"
    "合计,,,,,,26.9吨\r\n"
)


def files(folder: Path) -> list[str]:
    for number in range(3):
        (folder / f"明细{number}.csv").write_bytes(SLIPS.format(number).encode("gbk"))
    return [str(file) for file in sorted(folder.glob("明细*.csv"))]


def slips_of(warehouse: str, folder: Path) -> list[str]:
    found = files(folder)
    for file in map(Path, found):
        file.write_bytes(file.read_bytes().replace("镇海库".encode("gbk"), warehouse.encode("gbk"), 1))
    return found


def the_draft(office: Office) -> Onboarding:
    [draft] = office.hub.store.rows(Onboarding, limit=9)
    return draft


def test_a_warehouse_s_slips_are_green_as_they_are_drafted(office: Office, tmp_path: Path) -> None:
    said = office.done("onboard", "start", "zh", *files(tmp_path), "--feed", "ZH-01/slips", "--by", "li")

    assert "site ZH-01: local times are of Asia/Shanghai; another: --feed SITE/SOURCE@ZONE" in said
    assert "to decide: 3 samples" not in said
    assert "found: 3 rows are totals of others" in said
    told = office.done("onboard", "run", the_draft(office).onboarding_id, "--by", "li")
    assert "zh: green" in told
    assert "out L0 -3.45 TNE at ZH-01" in told


def test_what_was_green_is_written_out_with_what_it_makes_of_its_samples(
    office: Office, tmp_path: Path
) -> None:
    office.done("onboard", "start", "zh", *files(tmp_path), "--feed", "ZH-01/slips", "--by", "li")
    draft = the_draft(office).onboarding_id

    office.done("onboard", "show", draft, "--out", str(tmp_path / "before"), "--by", "li")
    office.done("onboard", "run", draft, "--by", "li")
    office.done("onboard", "show", draft, "--out", str(office.home / "mappings"), "--by", "li")

    assert not list((tmp_path / "before").rglob("*.expected.json")), "nobody saw what it makes of them yet"
    assert "ok   zh/in/slips.yaml: 3 samples" in office.done("map", "test", "zh")


def test_of_several_warehouses_people_say_which_site_each_is(office: Office, tmp_path: Path) -> None:
    said = office.done(
        "onboard", "start", "zh", *slips_of("北仑库", tmp_path), "--feed", "ZH-01/slips", "--by", "li"
    )

    assert "to decide: which site '北仑库' is" in said
    assert "to decide: which site '镇海库' is" in said
    red = office.told("onboard", "run", the_draft(office).onboarding_id, "--by", "li")
    assert red.exit_code == 1
    assert "北仑库" in red.output


def test_the_zone_of_a_partner_abroad_is_said_with_its_feed(office: Office, tmp_path: Path) -> None:
    said = office.done(
        "onboard", "start", "mue", *files(tmp_path), "--feed", "M1/slips@Europe/Berlin", "--by", "li"
    )

    assert "site M1: local times are of Europe/Berlin\n" in said
    assert b"{id: M1, zone: Europe/Berlin}" in the_draft(office).contract


def test_a_zone_that_is_none_is_refused_before_anything_is_kept(office: Office, tmp_path: Path) -> None:
    refused = office.told(
        "onboard", "start", "mue", *files(tmp_path), "--feed", "M1/slips@Berlin", "--by", "li"
    ).exception

    assert "'Berlin' is no zone" in str(refused)
    assert office.hub.store.rows(Onboarding, limit=9) == []

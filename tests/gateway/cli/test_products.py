"""`hub product`: what ships is published by two, a new product is a file, and what runs keeps its version."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from adapters.calendar.china import ChinaHolidays
from adapters.wiring.product_data import SHIPPED, calendar_said, read_product
from core.hub.failures import Failure
from core.kernel.errors import Refused, Unreadable
from core.loan import CalendarDay, Mode, ProductVersion
from core.loan.modes import VARIANTS
from tests.gateway.cli.conftest import Office


def test_every_mode_and_variant_ships_as_a_product() -> None:
    shipped = [read_product(path) for path in SHIPPED.glob("*.yaml")]

    assert sorted((each.mode, each.variant) for each in shipped) == sorted(
        (mode, variant) for mode in Mode for variant in VARIANTS[mode]
    )
    assert {each.code for each in shipped} == {path.stem for path in SHIPPED.glob("*.yaml")}
    assert all(each.documents and each.conditions for each in shipped)


def test_what_ships_is_published_by_two_and_a_changed_file_is_the_next_version(
    office: Office, tmp_path: Path
) -> None:
    alone = office.told("product", "publish", "--from-day", "20260101", "--approver", "li", "--by", "li")
    assert isinstance(alone.exception, Refused)
    office.done("product", "publish", "--from-day", "20260101", "--approver", "wang", "--by", "li")
    office.work()
    dearer = tmp_path / "mine.yaml"
    text = (SHIPPED / "goods_static.yaml").read_text(encoding="utf-8")
    dearer.write_text(text.replace('usual: "0.072"', 'usual: "0.09"'), encoding="utf-8")
    said = office.done(
        "product", "publish", str(dearer), "--from-day", "20260701", "--approver", "wang", "--by", "li"
    )
    office.work()

    assert "goods_static version 2" in said
    versions = office.hub.store.rows(ProductVersion, limit=99, code="goods_static")
    assert [(row.version, row.state, row.approver) for row in versions] == [
        (1, "approved", "wang"),
        (2, "approved", "wang"),
    ]
    assert '"usual": "0.09"' in office.done("product", "show", "goods_static")
    assert '"usual": "0.072"' in office.done("product", "show", "goods_static", "--version", "1")
    assert office.hub.store.rows(Failure, limit=9) == []


def test_a_version_is_retired_by_two_with_a_reason(office: Office) -> None:
    file = str(SHIPPED / "order_confirmed.yaml")
    office.done("product", "publish", file, "--from-day", "20260101", "--approver", "wang", "--by", "li")
    office.work()
    two = ("--approver", "wang", "--by", "li")
    office.done("product", "retire", "order_confirmed", "1", "--why", "too cheap", *two)
    office.work()

    assert "retired" in office.done("product", "list")
    missing = office.told("product", "show", "nothing")
    assert "there is no version" in str(missing.exception)


def test_the_working_days_of_known_years_are_told(office: Office) -> None:
    office.done("product", "calendar", "--approver", "wang", "--by", "li")
    office.work()

    days = {row.day: row.works for row in office.hub.store.rows(CalendarDay, limit=9_999)}
    assert days[2026_00_00]
    assert not days[2026_10_01]
    said = calendar_said(ChinaHolidays(), range(2026, 2030), said_day=2026_11_23, by="li", approver="wang")
    assert said.years == (2026,)
    assert ChinaHolidays().works(date(2026, 10, 10)) is True
    assert days[2026_10_10]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("code: x", "required field"),
        ("code: [x", "yaml"),
        ("mode: goods\nvariant: floating", "floating"),
    ],
)
def test_a_file_that_is_no_product_says_where_and_why(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "bad.yaml"
    whole = (SHIPPED / "goods_static.yaml").read_text(encoding="utf-8")
    if text.startswith("mode"):
        text = whole.replace("mode: goods\nvariant: static", text)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable, match=f"bad.yaml.*{says}|bad.yaml"):
        read_product(path)
    with pytest.raises(Unreadable, match="there is no such file"):
        read_product(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("instead", "wrong", "fault"),
    [
        ('most: "0.18"', 'most: "0.01"', "rate: 0.03 ≤ 0.08 ≤ 0.01 does not hold"),
        ("mode: factoring", "mode: factorin", "'factorin' - at `$.mode`; there are "),
        (
            "limits: [borrower, buyer]",
            "limits: [borower]",
            "; there are [borrower | buyer | core | funder",
        ),
        ("variant: recourse", "variant: some", "factoring is recourse, without_recourse, not some"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_its_place_and_what_may_stand_there(
    tmp_path: Path, instead: str, wrong: str, fault: str
) -> None:
    text = (SHIPPED / "factoring_recourse.yaml").read_text(encoding="utf-8")
    assert instead in text
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace(instead, wrong), encoding="utf-8")

    with pytest.raises(Unreadable) as refused:
        read_product(file)

    assert fault in refused.value.text
    assert "mine.yaml" in refused.value.text

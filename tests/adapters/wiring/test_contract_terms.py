"""What a contract expects is held to sense before it is published; what is wrong has its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.wiring.contract_file import read_contract
from adapters.wiring.folders import read_folder
from core.kernel.errors import Unreadable
from tests.hub_world import SLIPS

GOOD = """\
partner: wms
name: A warehouse
parties: [wms]
sites:
  - {id: W1, zone: Asia/Shanghai}
feeds:
  - source: slips
    expect:
      - {by: "18:00", days: [working], at_least: 200, at_most: 5000}
    rules:
      - {mapping: in/slips.yaml}
formats: [json]
calendar:
  zone: Asia/Shanghai
  working: china
  cut_off: "17:00"
  days:
    - {day: 2026-12-31, works: true, closes: "12:00"}
answers:
  - {to: wms.release_order.v1, by: wms.release_receipt.v1, within_s: 14400}
"""


def folder_with(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "wms"
    (folder / "in").mkdir(parents=True)
    (folder / "partner.yaml").write_text(text)
    (folder / "in" / "slips.yaml").write_text(SLIPS)
    return folder


def test_a_contract_with_a_calendar_and_expectations_is_read(tmp_path: Path) -> None:
    contract = read_folder(folder_with(tmp_path, GOOD)).contract

    assert contract.calendar is not None
    assert (contract.calendar.cut_off, contract.feeds[0].expect[0].at_least) == ("17:00", 200)


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("  zone: Asia/Shanghai\n  w", "  zone: Asia/Shangai\n  w", "line 14 column 3", "no zone"),
        ("- {id: W1, zone: Asia/Shanghai}", "- {id: W1, zone: CST+8}", "line 5 column 14", "no zone"),
        ('"17:00"', '"5 pm"', "line 16 column 3", "'5 pm' is no time of day"),
        ('"17:00"', '"24:30"', "line 16 column 3", "no time of day"),
        ('by: "18:00"', "by: noon", "line 9 column 10", "'noon' is no time of day"),
        ("days: [working]", "days: [workdays]", "line 9 column 30", "'workdays' is no day"),
        ("at_least: 200", "at_least: 9000", "line 9 column 56", "less than at least 9000"),
        ("works: true", "works: false", "line 18 column 39", "closes at no time"),
        ("day: 2026-12-31,", "day: 2026-12-31, to: 2026-12-01,", "line 18 column 25", "lies before"),
        ("day: 2026-12-31", "day: 31.12.2026", "line 18 column 8", "date"),
        ("by: wms.release_receipt.v1", "by: wms.recept.v1", "line 20 column 32", "no type of the catalogue"),
        ("formats: [json]", "formats: [csv]", "line 11 column 10", "reads json"),
        ("formats: [json]", "doors: [agnet]", "line 12 column 9", "Invalid enum value 'agnet'"),
        ("  working: china", "  working: always", "line 15 column 3", "Invalid enum value 'always'"),
    ],
)
def test_a_term_that_makes_no_sense_is_named_with_its_place(
    tmp_path: Path, old: str, new: str, place: str, said: str
) -> None:
    text = GOOD.replace(old, new, 1)
    assert text != GOOD

    with pytest.raises(Unreadable) as refused:
        read_folder(folder_with(tmp_path, text))

    assert said in refused.value.text
    assert (refused.value.place, "partner.yaml" in refused.value.text) == (place, True)


def test_an_expectation_needs_a_calendar(tmp_path: Path) -> None:
    text = GOOD.replace("calendar:\n", "").replace("  zone: Asia/Shanghai\n  working: china\n", "")
    text = text.replace('  cut_off: "17:00"\n  days:\n', "")
    text = text.replace('    - {day: 2026-12-31, works: true, closes: "12:00"}\n', "")

    with pytest.raises(Unreadable, match="by a calendar, and there is none"):
        read_contract(folder_with(tmp_path, text) / "partner.yaml")


def test_one_source_is_one_feed_and_one_hour_one_expectation(tmp_path: Path) -> None:
    twice = GOOD.replace(
        "    rules:", '      - {by: "18:00", days: [month_end]}\n    rules:'
    ).replace("formats:", "  - source: slips\n    rules: []\nformats:")  # fmt: skip

    with pytest.raises(Unreadable) as refused:
        read_contract(folder_with(tmp_path, twice) / "partner.yaml")

    assert "expected by 18:00 twice" in refused.value.text
    assert "a feed 'slips' already" in refused.value.text

"""A contract that is wrong is refused with file, line and column, and the one in force goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.wiring.contract_file import read_contract
from core.hub.contracts import Contract
from core.kernel.errors import Unreadable

GOOD = """\
partner: wms
name: A warehouse
parties: [wms]
sites:
  - {id: W1, zone: Asia/Shanghai}
feeds:
  - source: slips
    silent_after_s: 3600
    rules:
      - {mapping: in/slips.yaml}
gap_wait_s: 0.5
"""


def _read(folder: Path, text: str) -> Contract:
    (folder / "partner.yaml").write_text(text)
    return read_contract(folder / "partner.yaml")


def test_a_contract_is_read_with_its_numbers(tmp_path: Path) -> None:
    contract = _read(tmp_path, GOOD)

    assert (contract.partner, contract.gap_wait_s, contract.feeds[0].silent_after_s) == ("wms", 0.5, 3600)


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("zone: Asia", "zones: Asia", "line 5 column 14", "unknown field `zones`"),
        ("silent_after_s: 3600", "silent_after_s: soon", "line 8 column 5", "Expected `int`, got `str`"),
        ("- {mapping: in/slips.yaml}", "- {mappings: x}", "line 10 column 10", "`mappings`"),
        ("- {mapping: in/slips.yaml}", "- {}", "line 10 column 9", "missing required field `mapping`"),
        ("name: A warehouse\n", "", "line 1 column 1", "missing required field `name`"),
        ("parties: [wms]", "parties: [wms", "line 4 column 6", "no YAML"),
        (
            "parties: [wms]",
            "parties: [wms]\nparties: [x]",
            "line 4 column 1",
            "stands twice, first at line 3",
        ),
        ("parties: [wms]", "parties: &all [wms]", "line 3 column 10", "anchors"),
        ("partner: wms", "partner: " + "x" * 65, "line 1 column 1", "length <= 64"),
    ],
)
def test_what_is_wrong_is_named_with_file_line_and_column(
    tmp_path: Path, old: str, new: str, place: str, said: str
) -> None:
    assert old in GOOD

    with pytest.raises(Unreadable) as refused:
        _read(tmp_path, GOOD.replace(old, new))

    assert refused.value.text.startswith(f"{tmp_path / 'partner.yaml'} {place}: ")
    assert said in refused.value.text
    assert refused.value.place == place


def test_a_folder_without_one_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"partner\.yaml: there is no contract; write one"):
        read_contract(tmp_path / "partner.yaml")

"""docs/onboarding.md is walked command by command, and the next file of its partner is booked."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from adapters.wiring.folders import read_folder
from core.custody.movement import Movement
from core.hub.contracts import Partner
from core.hub.deliveries import Delivery, keep_delivery
from core.hub.onboarding import Onboarding
from core.hub.publications import Publication
from tests.gateway.cli.conftest import Office

TREE = Path(__file__).parents[3]
PAGE = (TREE / "docs" / "onboarding.md").read_text(encoding="utf-8")
DECIDED, CONTRACT = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
BEFORE, AFTER = [
    re.findall(r"^\$ hub (.*)\n((?:[^$`].*\n)*)", block, re.M)
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
]
LATER = TREE / "docs" / "onboarding" / "jinhai_RK2026112301.txt"


def said(office: Office, command: str, expected: str) -> None:
    """Every line that the page shows begins a line that the command says."""
    words = shlex.split(command)
    drafts = office.hub.store.rows(Onboarding, limit=9)
    proposed = office.hub.store.rows(Publication, limit=9)
    named = {"ID": [one.onboarding_id for one in drafts], "PUBLICATION": [o.publication_id for o in proposed]}
    told = office.done(*[named[word][0] if word in named else word for word in words])
    for line in expected.splitlines():
        assert line in told, command


def test_the_page_is_walked_and_the_partner_s_next_file_is_booked(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "docs").symlink_to(TREE / "docs")
    monkeypatch.chdir(tmp_path)
    for command, expected in BEFORE:
        said(office, command, expected)
    folder = tmp_path / "draft" / "jinhai"
    mapping = folder / "in" / "receipts.yaml"
    decided = iter(DECIDED.splitlines())
    lines = [next(decided) if "UNDECIDED, and" in line else line for line in mapping.read_text().splitlines()]
    mapping.write_text("\n".join(lines) + "\n")
    (folder / "partner.yaml").write_text(CONTRACT)
    assert read_folder(folder).contract.role == "warehouse", "as a folder of mappings/ it is whole"
    for command, expected in AFTER:
        said(office, command, expected)

    assert office.hub.store.get(Partner, "jinhai") is not None
    delivery = Delivery(
        partner="jinhai", door="rest", key="k", source="receipts", site="JH-01", name="next.txt",
        media="text/plain", payload=LATER.read_bytes().replace(b"RK", b"RX"),
    )  # fmt: skip
    keep_delivery(office.hub.store, office.hub.blobs, delivery)
    office.work()
    moved = office.hub.store.rows(Movement, limit=99)
    assert sum(one.on_hand_delta for one in moved) == 58_400_000
    assert {one.document_no for one in moved} == {"RX2026112301", "RX2026112302"}

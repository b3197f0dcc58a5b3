"""A secret in a contract is refused with its line and column, and is not repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.wiring.contract_file import read_contract
from core.kernel.errors import Unreadable
from tests.hub_world import CONTRACT

SECRET = "Hu5h-hush"
SEND = "sends: [{name: hook, adapter: webhook, address: 'https://x', types: [a.v1], repeat: safe"


@pytest.mark.parametrize(
    ("more", "place"),
    [
        (f"{SEND}, password: {SECRET}}}]\n", f"line 7 column {len(SEND) + 3}"),
        (f"{SEND}}}]\nappSecret: {SECRET}\n", "line 8 column 1"),
        (SEND.replace("https://x", f"https://li:{SECRET}@x") + "}]\n", "line 7 column 40"),
    ],
)
def test_a_secret_in_clear_is_refused_with_its_place_and_how_to_give_it(
    tmp_path: Path, more: str, place: str
) -> None:
    path = tmp_path / "partner.yaml"
    path.write_text(CONTRACT + more)

    with pytest.raises(Unreadable) as unreadable:
        read_contract(path)

    said = unreadable.value
    assert said.place == place
    assert "secret_file" in said.text
    assert SECRET not in said.text


def test_a_file_that_is_named_is_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "partner.yaml"
    path.write_text(f"{CONTRACT}{SEND}, secret_file: hook}}]\n")

    assert read_contract(path).sends[0].secret_file == "hook"


def test_an_at_sign_behind_the_question_mark_is_no_password(tmp_path: Path) -> None:
    address = "smtp://127.0.0.1:2525?from=hub@x.example&to=desk@x.example"
    path = tmp_path / "partner.yaml"
    path.write_text(f"{CONTRACT}{SEND.replace('https://x', address)}}}]\n")

    assert read_contract(path).sends[0].address == address

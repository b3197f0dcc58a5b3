"""`hub audit`: an export is verified without database and home, and what was touched in it is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.trust.ed25519 import Ed25519
from core.hub.audit_checkpoints import fingerprint
from tests.gateway.cli.conftest import Office
from tests.hub_world import slip

Lines = list[dict[str, object]]


@pytest.fixture
def exported(office: Office) -> Path:
    """An export of three messages, a look, and two checkpoints."""
    for number in (1, 2):
        office.deliver(slip("in", f"IN-{number}", (f"L{number}", "10")), f"k{number}")
    office.tick("sign_checkpoint")
    office.done("explain", "1/1", "--by", "li")
    office.deliver(slip("in", "IN-3", ("L3", "10")), "k3")
    file = office.home / "audit.jsonl"
    office.done("audit", "export", str(file), "--by", "li")
    return file


def away_from_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LIANQIAO_HOME", str(tmp_path / "another machine"))


def key_of(office: Office) -> str:
    return fingerprint(office.hub.key.public_key)


def changed(file: Path, change: Callable[[Lines], Lines | None]) -> Path:
    """The export after somebody was at it."""
    lines: Lines = [json.loads(line) for line in file.read_text().splitlines()]
    lines = change(lines) or lines
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    return file


def entry(lines: Lines, chain: int, number: int) -> int:
    """Where the entry stands."""
    [found] = [
        at
        for at, line in enumerate(lines)
        if line["type"] == "entry" and (line["chain"], line["number"]) == (chain, number)
    ]
    return found


def test_an_export_is_verified_by_the_fingerprint_alone(
    office: Office, exported: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    public = tmp_path / "hub.pub"
    assert office.done("audit", "key", str(public)).strip() == key_of(office)
    away_from_home(monkeypatch, tmp_path)

    for key in (key_of(office), str(public)):
        said = office.done("audit", "verify", str(exported), "--key", key)
        assert "nothing was touched" in said
        assert "2 checkpoints" in said

    refused = office.told("audit", "verify", str(exported))
    assert "say whose export it is" in str(refused.exception)


def alter(lines: Lines) -> None:
    at = entry(lines, 1, 2)
    lines[at]["text"] = str(lines[at]["text"]).replace("wms/rest/k2", "wms/rest/kX")


def delete(lines: Lines) -> None:
    del lines[entry(lines, 1, 2)]


def insert(lines: Lines) -> None:
    at = entry(lines, 1, 2)
    lines.insert(at, dict(lines[at], number=2))


def reorder(lines: Lines) -> None:
    first, second = entry(lines, 1, 1), entry(lines, 1, 2)
    lines[first], lines[second] = lines[second], lines[first]


def sign_anew(lines: Lines) -> None:
    at = entry(lines, -1, 1)
    lines[at]["signature"] = Ed25519(b"x" * 32).sign(b"something").hex()


def alter_a_look(lines: Lines) -> None:
    at = next(at for at, line in enumerate(lines) if line.get("kind") == "look")
    lines[at]["text"] = str(lines[at]["text"]).replace('"li"', '"wang"')


def alter_a_checkpoint(lines: Lines) -> None:
    at = entry(lines, -1, 2)
    lines[at]["at"] = "2026-01-01T00:00:00Z"


def cut_off(lines: Lines) -> Lines:
    return lines[:-3]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (alter, "partition 1, entry 2: was changed"),
        (delete, "partition 1, entry 2: is missing"),
        (insert, "partition 1, entry 2: stands twice"),
        (reorder, "partition 1, entry 1: is missing"),
        (sign_anew, "checkpoints, entry 1: bears a signature that is not the hub's"),
        (alter_a_look, "desk, entry"),
        (alter_a_checkpoint, "checkpoints, entry 2: was changed"),
        (cut_off, "the end: is missing: the export was cut off"),
    ],
)
def test_what_was_done_to_an_export_by_hand_is_named_first(
    office: Office, exported: Path, change: Callable[[Lines], Lines | None], said: str
) -> None:
    result = office.told("audit", "verify", str(changed(exported, change)))

    assert result.exit_code == 1
    assert result.stdout.startswith("TOUCHED  ")
    assert said in result.stdout.splitlines()[0]


def test_an_export_of_another_hub_is_not_believed(office: Office, exported: Path) -> None:
    result = office.told("audit", "verify", str(exported), "--key", "sha256:" + "0" * 64)

    assert "signed anew by somebody else" in str(result.exception)


def test_some_days_are_exported_and_verified_alone(office: Office, exported: Path) -> None:
    later = office.home / "later.jsonl"
    second = json.loads(exported.read_text().splitlines()[-2])["at"]

    office.done("audit", "export", str(later), "--from", second)

    said = office.done("audit", "verify", str(later))
    assert "nothing was touched" in said
    lines = [json.loads(line) for line in later.read_text().splitlines()]
    assert [line["number"] for line in lines if line.get("chain") == 1 and line["type"] == "entry"] == [3]
    changed(later, lambda lines: [line for line in lines if line.get("kind") != "act"])
    assert office.told("audit", "verify", str(later)).exit_code == 1


def test_a_noted_checkpoint_must_be_there(office: Office, exported: Path) -> None:
    noted = office.done("audit", "verify").rpartition("note ")[2].split()[0]

    assert office.told("audit", "verify", "--since", noted).exit_code == 0
    wrong = office.told("audit", "verify", "--since", noted[:-1] + ("0" if noted[-1] != "0" else "1"))
    assert wrong.exit_code == 1
    assert "the audit was cut off or made anew" in wrong.stdout


def test_the_tables_themselves_are_verified_with_their_documents(office: Office, exported: Path) -> None:
    said = office.done("audit", "verify")

    assert "nothing was touched" in said
    assert "3 documents" in said
    with office.hub.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE hub_document SET reason = 'x' WHERE number = 2")
    result = office.told("audit", "verify")
    assert result.exit_code == 1
    assert result.stdout.startswith("TOUCHED  document 1/2/0: was touched")


def test_who_did_what_is_listed_and_filtered(office: Office, exported: Path) -> None:
    assert "message.explained 1/1" in office.done("audit", "show", "--who", "li")
    assert "message.explained" not in office.done("audit", "show", "--what", "audit.")
    assert office.done("audit", "show", "--on", "nowhere").strip() == "nothing in the audit fits"

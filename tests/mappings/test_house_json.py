"""The house's own JSON says all that a document of a financing can say, and loses none of it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from adapters.wiring.samples import Desk
from core import catalogue

ROOT = Path(__file__).parents[2] / "mappings"
FINANCE = ROOT / "standards" / "lianqiao" / "finance.yaml"
DESK = Desk(ROOT)
SAMPLES = sorted((FINANCE.parent / "samples" / "finance").glob("*.json"))
# The forms of one type each, in which everything it can say is said.
FULL = [path for path in SAMPLES if path.name.count(".") == 1 and "unknown" not in path.name]


def _body(path: Path) -> tuple[str, dict[str, object]]:
    said = msgspec.json.decode(path.read_bytes(), type=dict[str, object])
    said.pop("revision", None)
    return str(said.pop("type")), said


@pytest.mark.parametrize("path", FULL, ids=lambda path: path.stem)
def test_what_is_said_is_the_canonical_document_by_its_own_names(path: Path) -> None:
    type_name, body = _body(path)
    tried = DESK.tried(FINANCE, path)

    if tried.documents:
        [made] = tried.documents
        assert made.type == type_name
        assert catalogue.read(type_name, made.body) == catalogue.read(type_name, body)
    else:
        assert tried.refused or tried.unreadable


def test_every_field_of_every_type_it_reads_is_said_by_a_sample() -> None:
    said: dict[str, set[str]] = {}
    for path in FULL:
        type_name, body = _body(path)
        said.setdefault(type_name, set()).update(body)

    assert len(said) == 19
    for type_name, names in said.items():
        assert names == {field.name for field in msgspec.structs.fields(catalogue.TYPES[type_name])}, (
            type_name
        )

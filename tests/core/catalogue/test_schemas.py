"""The schemas and the AsyncAPI document say what the code says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core import catalogue
from core.catalogue import schemas
from tests.core.catalogue.bodies import type_names

DOCS = Path(__file__).parents[3] / "docs"
FILES = schemas.files()


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "$ref":
                yield item
            else:
                yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def found(document: Any, reference: str) -> Any:
    here = document
    for step in reference.removeprefix("#/").split("/"):
        here = here[step]
    return here


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_file_is_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == FILES[name], (
        "run: python -m core.catalogue.schemas docs/"
    )


def test_no_schema_of_a_type_that_is_no_more_lies_about() -> None:
    assert {path.stem for path in (DOCS / "schemas").glob("*.json")} == set(catalogue.TYPES)


def test_writing_removes_what_is_no_more(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "wms.gone.v1.json").write_text("{}")

    schemas.main(tmp_path)

    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert written == set(FILES)


@type_names
def test_a_schema_is_complete_in_itself_and_as_strict_as_the_code(name: str) -> None:
    schema = schemas.schema(catalogue.TYPES[name])
    shape = found(schema, schema["$ref"])
    fields = msgspec.structs.fields(catalogue.TYPES[name])

    assert all(found(schema, reference) for reference in references(schema))
    assert set(shape["properties"]) == {field.name for field in fields}
    assert set(shape["required"]) == {field.name for field in fields if field.required}
    assert all(part["additionalProperties"] is False for part in schema["$defs"].values())


@type_names
def test_every_field_of_a_schema_is_described(name: str) -> None:
    for part in schemas.schema(catalogue.TYPES[name])["$defs"].values():
        assert part["description"]
        assert all(field["description"] for field in part["properties"].values())


def test_an_amount_is_text_and_so_is_no_float() -> None:
    amount = schemas.schema(catalogue.TYPES["price.quote.v1"])["$defs"]["Amount"]["properties"]["amount"]

    assert (amount["type"], amount["format"]) == ("string", "decimal")


def test_every_type_has_its_channel_in_the_asyncapi_document() -> None:
    document = json.loads(FILES["asyncapi.json"])

    assert document["asyncapi"] == "3.0.0"
    assert set(document["channels"]) == set(document["components"]["messages"]) == set(catalogue.TYPES)
    assert {operation["action"] for operation in document["operations"].values()} == {"send"}
    assert all(found(document, reference) for reference in references(document))

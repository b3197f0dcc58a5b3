"""What holds for every canonical type, whichever it is."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import msgspec
import pytest

from core import catalogue
from core.catalogue.parts import Document, Part
from core.catalogue.schemas import described_fields
from core.kernel.errors import Unreadable
from tests.core.catalogue.bodies import EXCLUDED, NAMES, full, least, type_names


def parts(base: type[Part]) -> Iterator[type[Part]]:
    for part in base.__subclasses__():
        yield part
        yield from parts(part)


every_part = pytest.mark.parametrize("part", list(dict.fromkeys(parts(Part))))


def test_the_types_are_those_of_the_catalogue() -> None:
    assert sorted(catalogue.TYPES) == NAMES


@type_names
def test_what_is_written_is_read_back_equal_to_the_last_digit(name: str) -> None:
    for body in (full(name), least(name)):
        document = catalogue.read(name, body)

        written = catalogue.canonical(document)

        assert catalogue.read(name, written) == document
        assert catalogue.canonical(catalogue.read(name, written)) == written
        assert msgspec.json.decode(written) == body, "nothing is added, lost or written another way"


@type_names
def test_a_default_said_aloud_is_the_same_document(name: str) -> None:
    document = catalogue.read(name, least(name))
    aloud = msgspec.json.encode(
        {field.name: getattr(document, field.name) for field in msgspec.structs.fields(type(document))}
    )

    assert catalogue.canonical(catalogue.read(name, aloud)) == catalogue.canonical(document)


@type_names
def test_the_order_of_the_fields_does_not_matter(name: str) -> None:
    backwards = dict(reversed(full(name).items()))

    document = catalogue.read(name, msgspec.json.encode(backwards))

    assert catalogue.canonical(document) == catalogue.canonical(catalogue.read(name, full(name)))


@type_names
def test_a_field_nobody_knows_is_named_with_those_there_are(name: str) -> None:
    with pytest.raises(Unreadable, match=r"unknown field `colour`; its fields are extensions, ") as caught:
        catalogue.read(name, full(name) | {"colour": "red"})

    assert caught.value.place == "$.colour"
    assert caught.value.cause == f"catalogue.shape@{name}:$.colour"


@type_names
def test_each_required_field_is_missed_by_name(name: str) -> None:
    for field in msgspec.structs.fields(catalogue.TYPES[name]):
        if not field.required:
            continue
        body = full(name)
        del body[field.name]

        with pytest.raises(Unreadable, match=rf"missing required field `{field.name}`") as caught:
            catalogue.read(name, body)

        assert caught.value.place == f"$.{field.name}"


@type_names
def test_a_missing_field_or_a_null_where_there_must_be_something_is_unreadable(name: str) -> None:
    for field in msgspec.structs.fields(catalogue.TYPES[name]):
        if field.required:
            with pytest.raises(Unreadable) as caught:
                catalogue.read(name, full(name) | {field.name: None})
            assert caught.value.place == f"$.{field.name}"


@type_names
def test_its_own_number_is_the_first_key_and_no_key_is_blank(name: str) -> None:
    document = catalogue.read(name, full(name))

    keys = catalogue.keys(document)

    assert keys[0] == full(name)[document.KEYS[0]]
    assert len(set(keys)) == len(keys)
    assert all(key.strip() for key in catalogue.keys(catalogue.read(name, least(name))))


@type_names
def test_it_says_when_it_happened(name: str) -> None:
    for body in (full(name), least(name)):
        document = catalogue.read(name, body)

        moment = catalogue.times(document)

        assert isinstance(moment, date)
        if isinstance(moment, datetime):
            assert moment.tzinfo is not None
        expected = next(body[field] for field in document.TIMES if field in body)
        assert moment.isoformat() == expected


@type_names
def test_every_field_is_filled_in_the_sample(name: str) -> None:
    fields = {field.name for field in msgspec.structs.fields(catalogue.TYPES[name])}

    assert set(full(name)) == fields - EXCLUDED.get(name, set())


@every_part
def test_every_part_is_frozen_strict_and_described(part: type[Part]) -> None:
    config = part.__struct_config__
    fields = msgspec.structs.fields(part)

    assert (config.frozen, config.forbid_unknown_fields, config.omit_defaults) == (True, True, True)
    assert all(
        parameter.kind.name == "KEYWORD_ONLY" for parameter in inspect.signature(part).parameters.values()
    )
    assert {field.name for field in fields} == set(described_fields(part)), "each field says what it holds"
    assert isinstance(part.__doc__, str)


@every_part
def test_a_default_is_one_that_is_surely_told_from_a_value(part: type[Part]) -> None:
    for field in msgspec.structs.fields(part):
        if field.default_factory is dict:
            continue
        if not field.required:
            assert field.default in {None, False, "", ()}, f"{part.__name__}.{field.name}"


@every_part
def test_no_field_is_a_float(part: type[Part]) -> None:
    for field in msgspec.structs.fields(part):
        assert "float" not in str(field.type)


def test_decimals_are_kept_exactly_as_written() -> None:
    body = full("price.quote.v1")
    body["price"]["amount"] = "0000.10"

    quote = catalogue.read("price.quote.v1", body)

    assert quote.price.amount == Decimal("0.10")  # type: ignore[attr-defined]
    assert b'"amount":"0.10"' in catalogue.canonical(quote)


def test_two_texts_of_one_number_are_two_documents() -> None:
    body = full("price.quote.v1")
    body["price"]["amount"] = "3815.0"

    changed = catalogue.canonical(catalogue.read("price.quote.v1", body))

    assert changed != catalogue.canonical(catalogue.read("price.quote.v1", full("price.quote.v1")))


def test_a_document_cannot_be_changed() -> None:
    document = catalogue.read("wms.inbound.v1", full("wms.inbound.v1"))

    with pytest.raises(AttributeError):
        document.warehouse = "WH-99"  # type: ignore[attr-defined]


def test_every_type_is_found_once_by_its_name() -> None:
    assert all(name == kind.TYPE and issubclass(kind, Document) for name, kind in catalogue.TYPES.items())

"""A body that cannot be is refused with the place and what is expected; its cause groups with its like."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core import catalogue
from core.catalogue.registry import BODY_BYTES_MAX
from core.kernel.errors import Unreadable
from tests.core.catalogue.bodies import full, unreadable


def test_an_unknown_type_is_answered_with_those_there_are() -> None:
    with pytest.raises(
        Unreadable, match=r"'wms\.outbond\.v1' is no canonical type; there are ack\.interchange\.v1, "
    ) as caught:
        catalogue.read("wms.outbond.v1", {})

    assert caught.value.cause == "catalogue.unknown_type"


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"outbound_no" 1}', b"\xff\xfe", b'{"outbound_no":"\xff"}', b"nul"]
)
def test_bytes_that_are_no_json_are_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable, match=r"wms\.outbound\.v1 is no JSON") as caught:
        catalogue.read("wms.outbound.v1", body)

    assert caught.value.cause == "catalogue.not_json"


@pytest.mark.parametrize("body", [b"null", b"[]", b'"CK-1"', b"[" * 100_000])
def test_json_that_is_no_object_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable, match="Expected `object`"):
        catalogue.read("wms.outbound.v1", body)


def test_a_body_over_the_limit_is_not_even_parsed() -> None:
    with pytest.raises(Unreadable, match=f"over {BODY_BYTES_MAX}"):
        catalogue.read("wms.outbound.v1", b" " * (BODY_BYTES_MAX + 1))


def test_a_body_nested_beyond_reason_is_unreadable() -> None:
    deep: dict[str, Any] = {}
    for _ in range(5_000):
        deep = {"lots": deep}

    with pytest.raises(Unreadable):
        catalogue.read("wms.outbound.v1", deep)


def test_the_place_leads_into_the_lot_and_the_cause_does_not_depend_on_which() -> None:
    def second_lot_without_quantity(body: dict[str, Any]) -> None:
        body["lots"].append({"lot_no": "L-0002"})

    fault = unreadable("wms.outbound.v1", second_lot_without_quantity)

    assert fault.place == "$.lots[1].quantity"
    assert fault.cause == "catalogue.shape@wms.outbound.v1:$.lots[].quantity"
    assert "missing required field `quantity`; its fields are extensions, lot_no (required)" in fault.text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (7, "Expected `str`, got `int`"),
        (None, "Expected `str`, got `null`"),
        ("", "Expected `str` of length >= 1"),
        ("   ", "Expected a key that is not blank and holds no NUL"),
        ("\t\n", "Expected a key that is not blank and holds no NUL"),
        ("CK\x001", "Expected a key that is not blank and holds no NUL"),
        ("\x00", "Expected a key that is not blank and holds no NUL"),
        ("CK-1\n\x00", "Expected a key that is not blank and holds no NUL"),
        ("9" * 201, "Expected `str` of length <= 200"),
    ],
)
def test_a_business_key_is_never_blank_never_with_nul_never_endless(value: object, expected: str) -> None:
    fault = unreadable("wms.outbound.v1", lambda body: body.update(outbound_no=value))

    assert fault.text == f"wms.outbound.v1 at $.outbound_no: {expected}"


def test_a_text_of_another_shape_is_told_the_shape() -> None:
    fault = unreadable("alert.event.v1", lambda body: body.update(code="fire"))

    assert fault.text == "alert.event.v1 at $.code: Expected `str` matching regex '^[A-Z][0-9]{2,3}$'"


def test_a_key_that_may_be_missing_may_not_hold_nul_either() -> None:
    fault = unreadable("wms.outbound.v1", lambda body: body.update(release_order_no="TH\x001"))

    assert fault.text == "wms.outbound.v1 at $.release_order_no: Expected a key that holds no NUL"


def test_a_blank_key_that_may_be_missing_is_not_searched() -> None:
    outbound = catalogue.read("wms.outbound.v1", full("wms.outbound.v1") | {"release_order_no": "  "})

    assert "  " not in catalogue.keys(outbound)


@pytest.mark.parametrize(
    "key", ["入库单-001", "=HYPERLINK(1)", "'; DROP TABLE lots; --", "👩‍🚒", " CK 1 ", "a\nb"]
)
def test_a_naughty_key_is_a_key(key: str) -> None:
    outbound = catalogue.read("wms.outbound.v1", full("wms.outbound.v1") | {"outbound_no": key})

    assert catalogue.keys(outbound)[0] == key
    assert catalogue.read("wms.outbound.v1", catalogue.canonical(outbound)) == outbound


def test_half_a_surrogate_pair_is_no_text() -> None:
    outbound = catalogue.read("wms.outbound.v1", full("wms.outbound.v1") | {"picker": "\ud800"})

    with pytest.raises(Unreadable, match="half a surrogate pair") as caught:
        catalogue.canonical(outbound)
    assert caught.value.cause == "catalogue.no_text"


def test_a_time_without_its_offset_is_nobodys_time() -> None:
    fault = unreadable("wms.outbound.v1", lambda body: body.update(event_time="2026-11-23T08:15:30"))

    assert "Expected `datetime` with a timezone component" in fault.text
    assert fault.place == "$.event_time"


@pytest.mark.parametrize(
    "text", ["2026-02-30T00:00:00Z", "2026-11-23", "23/11/2026", "yesterday", "2026-11-23T25:00:00Z"]
)
def test_an_impossible_time_is_unreadable(text: str) -> None:
    assert unreadable("wms.outbound.v1", lambda body: body.update(event_time=text)).place == "$.event_time"


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00"])
def test_a_time_that_does_not_exist_in_utc_is_unreadable(text: str) -> None:
    fault = unreadable("wms.release_order.v1", lambda body: body.update(issued_at=text))

    assert (fault.cause, fault.place) == ("catalogue.time_impossible", "$.issued_at")


def test_an_impossible_date_is_unreadable() -> None:
    fault = unreadable("erp.invoice.v1", lambda body: body.update(issue_date="2026-02-29"))

    assert fault.place == "$.issue_date"


def test_what_the_source_said_beyond_the_type_is_kept_as_text_only() -> None:
    assert unreadable("wms.outbound.v1", lambda body: body.update(extensions={"班次": 1})).place.startswith(
        "$.ext"
    )


def test_a_float_is_refused_with_its_place_wherever_it_hides() -> None:
    body = full("wms.outbound.v1")
    body["lots"][0]["quantity"]["value"] = 12.5

    with pytest.raises(Unreadable, match="a float is never exact") as caught:
        catalogue.read("wms.outbound.v1", body)

    assert (caught.value.cause, caught.value.place) == ("catalogue.float", "$.lots[0].quantity.value")


def test_a_decimal_from_a_mapping_is_taken_as_it_is() -> None:
    body = full("wms.outbound.v1")
    body["lots"][0]["quantity"]["value"] = Decimal("12.500")

    assert catalogue.read("wms.outbound.v1", body) == catalogue.read(
        "wms.outbound.v1", full("wms.outbound.v1")
    )

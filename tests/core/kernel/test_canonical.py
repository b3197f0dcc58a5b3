"""A body has one byte form, whoever writes it and in whatever order."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import msgspec

from core.kernel.canonical import canonical_bytes, content_hash


class Pair(msgspec.Struct):
    second: str
    first: Decimal


def test_a_struct_and_a_mapping_of_the_same_have_the_same_bytes() -> None:
    as_struct = canonical_bytes(Pair(second="b", first=Decimal("1.10")))
    as_mapping = canonical_bytes({"first": Decimal("1.10"), "second": "b"})

    assert as_struct == as_mapping == b'{"first":"1.10","second":"b"}'


def test_keys_are_sorted_all_the_way_down_and_lists_are_left_as_they_are() -> None:
    assert (
        canonical_bytes({"b": [3, 1], "a": {"z": None, "y": True}}) == b'{"a":{"y":true,"z":null},"b":[3,1]}'
    )


def test_decimals_are_text_exactly_as_written() -> None:
    assert canonical_bytes([Decimal("0.100"), Decimal("-0"), Decimal("12345678901234567890.12")]) == (
        b'["0.100","-0","12345678901234567890.12"]'
    )


def test_text_is_utf8_and_times_keep_their_offset() -> None:
    assert (
        canonical_bytes(["出库", datetime(2026, 11, 23, tzinfo=UTC)])
        == '["出库","2026-11-23T00:00:00Z"]'.encode()
    )


def test_the_hash_is_the_one_everybody_computes() -> None:
    assert content_hash(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

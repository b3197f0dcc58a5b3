"""Ids are derived: said again, the same; about anything else, another."""

from __future__ import annotations

from uuid import UUID, uuid5

from core.kernel.ids import NAMESPACE, message_id

GIVEN = ("cause", "wms.outbound.v1", "L-0001")


def test_the_same_cause_type_and_key_give_the_same_id_for_ever() -> None:
    assert message_id(*GIVEN) == UUID("5a87b6c4-97ce-577d-8f9c-58f5377d260a")


def test_any_other_cause_type_or_key_gives_another() -> None:
    others = [("cause2", *GIVEN[1:]), (GIVEN[0], "wms.inbound.v1", GIVEN[2]), (*GIVEN[:2], "L-0002")]

    assert len({message_id(*each) for each in [GIVEN, *others]}) == 4


def test_where_one_part_ends_and_the_next_begins_matters() -> None:
    assert message_id("ab", "c", "d") != message_id("a", "bc", "d") != message_id("a", "b", "cd")


def test_it_is_the_uuid5_that_any_other_program_computes() -> None:
    for given in (GIVEN, ("宝钢", "wms.inbound.v1", "IN/1"), ("", "", "")):
        assert message_id(*given) == uuid5(NAMESPACE, "\x1f".join(given))

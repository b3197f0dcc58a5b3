"""What we send as ISO 20022 is valid by the published schemas, which are no part of the project."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.mappings.iso20022 import WAYS, sent
from tests.mappings.test_iso20022_out import sample

SCHEMAS = Path(__file__).parents[3] / "shared" / "corpora" / "iso20022" / "xsd"
if not SCHEMAS.is_dir():
    pytest.skip("../shared/corpora is not here", allow_module_level=True)


@cache
def schema(name: str) -> etree.XMLSchema:
    [path] = SCHEMAS.rglob(f"{name}.xsd")
    return etree.XMLSchema(etree.parse(str(path)))


def faults(message: bytes) -> list[str]:
    document = etree.fromstring(message)
    held_to = schema(str(etree.QName(document).namespace).rpartition(":")[2])
    held_to.validate(document)
    return [str(error.message) for error in held_to.error_log]


@pytest.mark.parametrize(("out", "bodies"), [(out, bodies) for out, _, _, bodies in WAYS])
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
)
@given(drawn=st.data())
def test_whatever_we_send_is_valid_by_its_schema(
    out: str, bodies: st.SearchStrategy[dict[str, Any]], drawn: st.DataObject
) -> None:
    assert faults(sent(out, drawn.draw(bodies))) == []


def test_a_status_between_banks_is_valid_by_its_schema() -> None:
    body = sample("payment_statuses", "of_an_order") | {"order_type": "pacs.008.001.08"}

    assert faults(sent("bank_payment_status", body)) == []

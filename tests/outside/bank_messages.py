"""How the bank speaks: ISO 20022 in XML, read and written by the mappings of the standard."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from adapters.formats import load_mapping, load_writing, understand, write
from core import catalogue
from core.hub.mapping import Facts, Mapping, Writing
from core.kernel.errors import HubError
from tests.outside.program import Strange

FOLDER = Path(__file__).parents[2] / "mappings" / "standards" / "iso20022"
FACTS = Facts(issuer="bank", source="line", site="BANK", zone="Asia/Shanghai", name="message.xml")


@cache
def _writing(name: str) -> Writing:
    return load_writing((FOLDER / "out" / f"{name}.yaml").read_bytes(), f"iso20022/out/{name}.yaml")


@cache
def mapping(name: str) -> Mapping:
    return load_mapping((FOLDER / f"{name}.yaml").read_bytes(), f"iso20022/{name}.yaml")


def order_of(payload: bytes) -> dict[str, Any]:
    """The payment order in a pain.001; Strange where it is none."""
    try:
        [document] = understand(mapping("payment_orders"), payload, FACTS).documents
    except HubError as error:
        raise Strange(error.text) from error
    return _plain(document.type, document.body)


def order(body: dict[str, Any]) -> bytes:
    return write(_writing("payment_order"), body, FACTS)


def status(body: dict[str, Any]) -> bytes:
    """A pain.002."""
    return write(_writing("payment_status"), body, FACTS)


def statement(body: dict[str, Any]) -> bytes:
    """A camt.053, as stated: whether it closes is not the writer's affair."""
    return write(_writing("statement"), _plain("bank.statement.v1", body), FACTS)


def _plain(type_name: str, body: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(catalogue.canonical(catalogue.read(type_name, body)))
    return found

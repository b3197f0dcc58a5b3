"""A partner's own certificate speaks for it where its contract names it, whoever issued it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.as2.keys import Own
from adapters.wiring.hub import Hub
from gateway.soap.words import OURS
from tests.adapters.as2.houses import certificate_pem, house
from tests.gateway.soap.asking import Speaker
from tests.gateway.soap.conftest import publish
from tests.gateway.soap.signing import Holder, signed

QUERY = f'<QueryStatus xmlns="{OURS}"><id>1/1</id></QueryStatus>'


def holder(own: Own) -> Holder:
    return Holder(own.key, own.certificate, "")


def names(*owns: Own) -> str:
    """The contract's words."""
    return f"soap: {json.dumps({'wait_s': 0, 'certificates': [certificate_pem(own) for own in owns]})}\n"


def test_a_certificate_that_the_contract_names_signs_by_rsa(door: Speaker, hub: Hub, tmp_path: Path) -> None:
    own, new = house("wms"), house("wms-new")
    assert door.raw(signed(QUERY, holder(own))).text("problem/code") == "soap.certificate"

    publish(hub, tmp_path, names(own, new))
    content = signed(QUERY, holder(own))

    for one in (content, signed(QUERY, holder(new))):
        assert door.raw(one).text("problem/code") == "soap.unknown"
    assert door.raw(content).text("problem/code") == "soap.replayed"
    changed = signed(QUERY, holder(own)).replace(b"<id>1/1</id>", b"<id>1/2</id>")
    assert door.raw(changed).text("problem/code") == "soap.digest"
    other = holder(own)._replace(key=new.key)
    assert door.raw(signed(QUERY, other)).text("problem/code") == "soap.signature"


@pytest.mark.parametrize("sha", ["http://www.w3.org/2000/09/xmldsig#rsa-sha1", "urn:none"])
def test_another_algorithm_is_not_taken(door: Speaker, hub: Hub, tmp_path: Path, sha: str) -> None:
    publish(hub, tmp_path, names(house("wms")))

    assert door.raw(signed(QUERY, holder(house("wms")), method=sha)).text("problem/code") == "soap.algorithm"


def test_what_no_one_contract_names_or_is_over_or_weak_signs_for_nobody(
    door: Speaker, hub: Hub, tmp_path: Path
) -> None:
    over, short, two = house("o", until=datetime(2024, 1, 1, tzinfo=UTC)), house("s", bits=1024), house("two")
    publish(hub, tmp_path, names(over, short, two))
    publish(hub, tmp_path, names(two), partner="other")

    for own, code, why in (
        (house("eve"), "soap.certificate", "neither of this hub nor named"),
        (over, "soap.certificate", "not in force"),
        (two, "soap.certificate", "several partners'"),
        (short, "soap.signature", "2048 to 4096 bits"),
    ):
        said = door.raw(signed(QUERY, holder(own)))
        assert (said.status, said.text("problem/code")) == (401, code)
        assert why in said.text("problem/text")

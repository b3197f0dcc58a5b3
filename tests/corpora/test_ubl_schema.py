"""What goes out as UBL is valid by the schemas of UBL 2.3."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from lxml import etree

from tests.mappings.ubl_bodies import BODIES, KINDS, written
from tests.programs import ROOT

SCHEMAS = ROOT.parent / "shared" / "corpora" / "ubl" / "xsd-ubl-2.3" / "maindoc"
if not SCHEMAS.is_dir():
    pytest.skip("../shared/corpora is not here", allow_module_level=True)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=some.data())
def test_what_is_written_is_valid(kind: str, drawn: some.DataObject) -> None:
    schema = _schema(KINDS[kind][1])

    document = etree.fromstring(written(kind, drawn.draw(BODIES[kind])))

    assert schema.validate(document), schema.error_log


_KNOWN: dict[str, etree.XMLSchema] = {}


def _schema(root: str) -> etree.XMLSchema:
    """Compiled once: it takes a second."""
    if root not in _KNOWN:
        _KNOWN[root] = etree.XMLSchema(etree.parse(SCHEMAS / f"UBL-{root}-2.3.xsd"))
    return _KNOWN[root]

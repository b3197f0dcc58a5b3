"""Which mapping of a standard takes what: each is there, and each sample finds its own by its root."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import yaml

from adapters import formats
from adapters.wiring.samples import RULES, Desk, samples_of
from core.hub.contracts import Rule
from core.kernel.errors import Unreadable
from tests.programs import ROOT

MAPPINGS = ROOT / "mappings"
DESK = Desk(MAPPINGS)


def rules(standard: str) -> list[Rule]:
    text = (MAPPINGS / "standards" / standard / RULES).read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text)["rules"], list[Rule])


def chosen(standard: str, file: Path) -> str:
    """The first rule whose reader reads the file and whose root it has."""
    for rule in rules(standard):
        mapping = DESK.mapping(MAPPINGS / rule.mapping)
        try:
            tree = formats.reader(mapping.format).read(file.read_bytes(), mapping.options)
        except Unreadable:
            continue
        if rule.root in ("", tree.name):
            return rule.mapping
    return ""


@pytest.mark.parametrize("standard", ["edifact", "x12", "idoc"])
def test_every_sample_of_a_standard_finds_a_mapping_by_its_root(standard: str) -> None:
    for mapping in sorted((MAPPINGS / "standards" / standard).glob("*.yaml")):
        for sample in samples_of(mapping):
            own = f"standards/{standard}/{mapping.name}"
            assert chosen(standard, sample.file) in {own, f"standards/{standard}/any.yaml"}, sample.file

"""The examples of docs/mappings.md are mappings, and every word of a field stands on that page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adapters.formats import formats, load_mapping, load_writing, reader, writer
from core.hub.mapping.composites import COMPOSITES
from core.hub.mapping.converting import WORDS
from core.hub.mapping.fields import COMMON, FORMS
from core.hub.mapping.functions import FUNCTIONS
from core.hub.mapping.kinds import KINDS
from core.hub.mapping.querying import AGGREGATES, Queries
from core.hub.mapping.shown import SHOWN

PAGE = (Path(__file__).parents[4] / "docs" / "mappings.md").read_text(encoding="utf-8")
EXAMPLES = [
    block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if block.startswith("mapping: 1")
]
OPTIONS = {
    option for name, ways in formats().items() if "reads" in ways for option in reader(name).options
} | {option for name, ways in formats().items() if "writes" in ways for option in writer(name).options}


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_a_mapping(example: str) -> None:
    load = load_writing if "writes:" in example else load_mapping

    assert load(example.encode(), "docs/example.yaml").hash


def test_there_is_an_example_each_way() -> None:
    assert len(EXAMPLES) == 2


@pytest.mark.parametrize(
    "word",
    sorted(
        {
            *FORMS,
            *COMMON,
            *WORDS,
            *KINDS,
            *SHOWN,
            *COMPOSITES,
            *FUNCTIONS,
            *AGGREGATES,
            *Queries.NAMES,
            *OPTIONS,
        }
    )
    + sorted({word for kind in (*KINDS.values(), *SHOWN.values()) for word in kind.words}),
)
def test_every_word_is_told(word: str) -> None:
    assert re.search(rf"`[^`\n]*\b{re.escape(word)}\b[^`\n]*`", PAGE) or f"`{word}" in PAGE

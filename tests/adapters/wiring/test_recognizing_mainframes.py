"""What a mainframe sends is told by its first signs, for any bytes are text in EBCDIC."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.wiring.recognizing.files import Files

MAPPINGS = Path(__file__).parents[3] / "mappings"


@pytest.mark.parametrize("samples", ["x12/samples/850", "edifact/samples/orders"])
def test_an_interchange_of_a_mainframe_is_read_as_its_own_kind(samples: str, tmp_path: Path) -> None:
    text = min(path for path in (MAPPINGS / "standards" / samples).iterdir() if path.suffix != ".json")
    sent = tmp_path / "sent.bin"
    sent.write_bytes(text.read_text(encoding="ascii").encode("cp037"))

    line = Files(MAPPINGS).line(sent)

    assert line.documents
    assert line.documents == Files(MAPPINGS).line(text).documents

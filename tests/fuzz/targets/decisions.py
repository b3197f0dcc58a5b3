"""What people draw elsewhere and bring: decision tables as JDM documents, and the cells in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from core.risk import Compiled, Input, Row, Table, document_of, gaps, tables_in
from tests.fuzz.target import Call, Target, outcome

CELLS = ("[1.5..20)", "'a', \"b\"", "not in ['x']", "> -3 and <= 4.25, 9", "!= null", "true", "")


def targets() -> Iterator[Target]:
    """A document is read, compiled, asked and written again."""
    covers = ("core/risk/jdm.py", "core/risk/cells.py")
    yield Target(name="risk.jdm", covers=covers, seeds=_documents, open=_read)


def _documents() -> Sequence[bytes]:
    return [document_of([_table(hit)], {}) for hit in ("first", "collect")]


def _table(hit: str) -> Table:
    kinds = {"x": "number", "word": "text", "flag": "truth"}
    rows: tuple[dict[str, str], ...] = (
        {"x": CELLS[0], "word": CELLS[1], "flag": CELLS[5]},
        {"x": CELLS[3], "word": CELLS[2], "flag": CELLS[4]},
        {},
    )
    return Table(
        name="t",
        inputs=tuple(Input(name=name, kind=kind) for name, kind in kinds.items()),
        outputs=("y",),
        rows=tuple(Row(row_id=str(at), when=when, then={"y": str(at)}) for at, when in enumerate(rows)),
        hit="collect" if hit == "collect" else "first",
    )


def _read(_work: Path) -> Call:
    def call(given: bytes) -> str:
        def read() -> None:
            for table in tables_in(given):
                compiled = Compiled(table, {})
                gaps(compiled)
                compiled.answer({})
                tables_in(document_of([table], {}))

        return outcome(read)

    return call

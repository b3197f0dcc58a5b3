"""Every promise is shown by a test or a figure that exists."""

from pathlib import Path

import pytest

from tests.house.promises import Promise, faults, read_promises
from tests.house.tree import TREE

PAGE = TREE / "docs" / "promises.md"
SECTIONS = tuple(str(number) for number in range(1, 11))
CORPORA = ("K-U1", "K-C1", "K-C2", "K-E1", "K-H1 to K-H3")
BAD_INPUT = (
    "truncated", "doubled", "reordered", "oversize", "wrong encoding", "unknown partner", "unknown type",
    "unknown unit", "number as text", "nan", "impossible date", "dst hour", "23:59:59", "10 minutes off",
    "doctype", "duplicate json key", "deep nesting", "wrong signature", "gap", "same outbound",
    "corrected invoice", "equal snapshots", "pretty-printed", "spool deleted", "spool copied back",
    "two agents", "disk full", "broker gone", "database gone", "queue deleted", "mapping file broken",
)  # fmt: skip
HEAD = "| promise | shown by | last figure |\n|---|---|---|\n"


@pytest.mark.skipif(not PAGE.exists(), reason="docs/promises.md is not written yet")
def test_every_promise_names_a_test_or_figure_that_exists() -> None:
    promises = list(read_promises(PAGE))

    assert promises
    assert [fault for promise in promises for fault in faults(TREE, promise)] == []


@pytest.mark.parametrize("promised", [*SECTIONS, *CORPORA, *BAD_INPUT])
def test_the_map_is_complete(promised: str) -> None:
    texts = [promise.text.lower() for promise in read_promises(PAGE)]
    bad = [text for text in texts if text.startswith("bad input ")]

    if promised in BAD_INPUT:
        assert [text for text in bad if promised in text]
    else:
        assert [text for text in texts if text.startswith(f"{promised.lower()} ") or promised.lower() in text]


@pytest.mark.parametrize(
    ("shown_by", "fault"),
    [
        ("", "nothing shows"),
        ("`tests/test_gone.py::test_it`", "does not exist"),
        ("`tests/test_here.py::test_gone`", "does not exist"),
        ("`bench::records/s that nobody measures`", "does not exist"),
        ("`tests/test_here.py::helper`", "does not exist"),
    ],
)
def test_a_row_without_its_proof_is_found(tmp_path: Path, shown_by: str, fault: str) -> None:
    [promise] = rows(tmp_path, shown_by)

    [found] = faults(tmp_path, promise)
    assert fault in found


@pytest.mark.parametrize(
    "shown_by",
    [
        "`tests/test_here.py::test_it`",
        "`tests/test_here.py::test_it[sqlite]`, `bench::records/s, embedded`",
        "`tests/test_here.py::TestLots::test_they_move`",
    ],
)
def test_a_row_with_its_proof_is_good(tmp_path: Path, shown_by: str) -> None:
    [promise] = rows(tmp_path, shown_by)

    assert list(faults(tmp_path, promise)) == []


def rows(tree: Path, shown_by: str) -> list[Promise]:
    """A tree with one promise, two tests and one figure."""
    page = tree / "promises.md"
    page.write_text(f"# Promises\n\n{HEAD}| 1 nothing is lost | {shown_by} | 2 x |\n\nAnd so on.\n")
    (tree / "tests").mkdir()
    (tree / "tests" / "test_here.py").write_text(
        "def test_it(): ...\ndef helper(): ...\nclass TestLots:\n    def test_they_move(self): ...\n"
    )
    (tree / "bench").mkdir()
    (tree / "bench" / "embedded.py").write_text('NAME = "records/s, embedded"\n')
    return list(read_promises(page))

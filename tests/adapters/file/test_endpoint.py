"""A dropped file appears whole under its name or not at all, whatever happens to us."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from adapters.file.endpoint import make_endpoint
from core.kernel.errors import Refused, Unavailable
from tests.contracts.moods import a_send
from tests.contracts.test_endpoints import HEADERS, NAME, PAYLOAD
from tests.programs import run

DROP_AND_DIE = """
import os, signal, sys
from pathlib import Path
from adapters.file.endpoint import FileDropEndpoint
from core.kernel import steps
steps.listen(lambda name: name == sys.argv[2] and os.kill(os.getpid(), signal.SIGKILL))
FileDropEndpoint(Path(sys.argv[1]), Path(sys.argv[1]) / "archive").send(sys.argv[3], b"x" * 100_000, {})
"""


def drop(folder: Path) -> None:
    make_endpoint(a_send("file", f"file://{folder}"), b"").send(NAME, PAYLOAD, HEADERS)


@pytest.mark.parametrize(("step", "there"), [("file_drop.written", False), ("file_drop.renamed", True)])
def test_killed_in_the_middle_the_name_tells_whether_it_is_there(
    tmp_path: Path, step: str, there: bool
) -> None:
    died = run([sys.executable, "-c", DROP_AND_DIE, str(tmp_path), step, NAME])
    assert died.returncode == -signal.SIGKILL, died.stderr

    found = make_endpoint(a_send("file", f"file://{tmp_path}"), b"").query(NAME, HEADERS)

    assert (found is not None) == there
    if there:
        assert (tmp_path / NAME).stat().st_size == 100_000


def test_what_a_dead_try_left_behind_is_written_over(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.part").write_bytes(b"half a")

    drop(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    assert (tmp_path / NAME).read_bytes() == PAYLOAD


def test_a_partner_may_move_the_file_or_leave_an_acknowledgement(tmp_path: Path) -> None:
    endpoint = make_endpoint(a_send("file", f"file://{tmp_path}?archive={tmp_path / 'done'}"), b"")
    (tmp_path / "done").mkdir()
    endpoint.send(NAME, PAYLOAD, HEADERS)

    (tmp_path / NAME).rename(tmp_path / "done" / NAME)
    assert endpoint.query(NAME, HEADERS) is not None

    (tmp_path / "done" / NAME).unlink()
    assert endpoint.query(NAME, HEADERS) is None

    (tmp_path / f"{NAME}.ack").touch()
    assert endpoint.query(NAME, HEADERS) is not None


def test_a_send_that_a_restored_hub_numbers_anew_is_found_under_the_number_it_had(tmp_path: Path) -> None:
    """The folder, the archive and an acknowledgement all know it; another send, or half a try, is none."""
    endpoint = make_endpoint(a_send("file", f"file://{tmp_path}?archive={tmp_path / 'done'}"), b"")
    (tmp_path / "done").mkdir()
    (tmp_path / NAME).with_suffix(".json.part").touch()
    (tmp_path / "0000000003-77777777.json").touch()
    anew = NAME.replace("0000000007", "0000000003")
    assert endpoint.query(anew, HEADERS) is None

    for left in (tmp_path / NAME, tmp_path / "done" / NAME, tmp_path / f"{NAME}.ok"):
        left.touch()
        found = endpoint.query(anew, HEADERS)
        assert found is not None
        assert found.text == str(left)
        left.unlink()


def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "drop").write_bytes(b"a file, where a folder should be")

    with pytest.raises(Unavailable, match="Not a directory"):
        drop(tmp_path / "drop")


def test_a_full_disk_leaves_nothing_under_the_name(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.part").symlink_to("/dev/full")

    with pytest.raises(Unavailable, match="No space left"):
        drop(tmp_path)

    assert not (tmp_path / NAME).exists()


@pytest.mark.parametrize(
    "address", ["/drop", "file://[x/drop", "file://server/drop", "file:drop", "file:///drop?archive=here"]
)
def test_an_address_that_is_no_absolute_folder_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        make_endpoint(a_send("file", address), b"")


def test_the_trace_stands_beside_the_file_where_the_contract_asks_for_it(tmp_path: Path) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
    asked, unasked = tmp_path / "asked", tmp_path / "unasked"
    for folder, more in ((asked, "?trace=beside"), (unasked, "")):
        folder.mkdir()
        address = f"file://{folder}{more}"
        make_endpoint(a_send("file", address), b"").send(NAME, PAYLOAD, {**HEADERS, "traceparent": trace})

    assert (asked / f"{NAME}.trace").read_text() == f"{trace}\n"
    assert [path.name for path in unasked.iterdir()] == [NAME]

"""Records are looked at before threads read documents: msgspec dies where two meet at the first one."""

from __future__ import annotations

import sys
import threading

import msgspec
import pytest

from adapters.wiring.structs import complete_structs
from front_end_agent.decoding import complete_structs as complete_agent_structs
from gateway.loops import Loops
from tests.programs import done

LOOKED: list[str] = []
# Records that nobody looked at yet, and threads that read their first documents together.
MEETING = """
import sys, threading, msgspec
from adapters.wiring.structs import complete_structs

def read(kind, gate):
    gate.wait()
    msgspec.json.decode(b'{"f29": [{"a4": 3}]}', type=kind)

sys.setswitchinterval(1e-6)
for _ in range(300):
    inner = msgspec.defstruct("Inner", [(f"a{n}", int | None, None) for n in range(5)])
    kind = msgspec.defstruct("Kind", [(f"f{n}", list[inner] | None, None) for n in range(30)])
    complete_structs()
    gate = threading.Barrier(4)
    threads = [threading.Thread(target=read, args=(kind, gate)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


def looked(name: str) -> type[int]:
    """Stands in annotations; they are asked once, when msgspec looks at the record."""
    LOOKED.append(name)
    return int


def test_threads_read_the_first_documents_of_a_kind_together() -> None:
    """Without complete_structs this child ends with SIGSEGV, mostly within its first ten rounds."""
    done([sys.executable, "-c", MEETING])


def test_a_record_is_looked_at_once_and_one_that_nothing_can_be_read_as_is_passed_over() -> None:
    class Unreadable(msgspec.Struct):
        value: str | bytes | threading.Event

    class Once(msgspec.Struct):
        value: looked("once")  # type: ignore[valid-type]

    complete_structs()
    complete_structs()

    assert LOOKED.count("once") == 1
    with pytest.raises(TypeError):
        msgspec.json.decode(b'{"value": 1}', type=Unreadable)


def test_the_agent_completes_its_records_too() -> None:
    class Agents(msgspec.Struct):
        value: looked("agent")  # type: ignore[valid-type]

    complete_agent_structs()

    assert "agent" in LOOKED


def test_no_loop_begins_before_records_are_complete() -> None:
    class Loop(msgspec.Struct):
        value: looked("loop")  # type: ignore[valid-type]

    found: list[bool] = []
    loops = Loops([("first", lambda _stop: found.append("loop" in LOOKED))])
    loops.start()
    loops.end()

    assert found == [True]

"""What a spool holds, read by the other reader."""

from front_end_agent.batch import Batch
from front_end_agent.spool import Spool
from tests.front_end_agent.homes import a_document
from tests.front_end_agent.wire_reader import KnownAgent, ReadFrame, read_frame


def frames_of(spool: Spool) -> list[ReadFrame]:
    known = KnownAgent()
    for name in ("agent.key.before", "agent.key"):
        if (spool.home / name).exists():
            known.add(spool.keys.read(name).public)
    return [read_frame(raw, known) for _, raw in spool.frames(1, count_max=10**6, bytes_max=1 << 40)]


def put(spool: Spool, *names: str, source: str = "wms") -> None:
    spool.put(Batch(source=source, items=tuple(a_document(name=name) for name in names)))

"""K-D2, K-D5, K-D6: every interchange nobody here wrote is acknowledged, with counts that are its own."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from adapters.formats import reader
from adapters.memory.store import MemoryStore
from adapters.wiring.forms import StoredForms
from core.catalogue.ack_interchange import InterchangeAck
from core.hub.documents import StoredDocument
from core.hub.failures import Failure
from core.hub.interchanges import Outlining
from core.hub.node import Node
from core.hub.outbox import Outgoing
from core.hub.payloads import Payloads
from core.kernel.clock import FixedClock
from tests.adapters.formats.edi_samples import values
from tests.hub_world import START, HubWorld
from tests.programs import ROOT

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
KEY = CORPORA / "_oracle" / "edi.csv"
if not KEY.is_file():
    pytest.skip("../shared/corpora is not here", allow_module_level=True)
FIGURES = ROOT / "test-output" / "edi-acks.txt"
FORMATS = {"edifact": "edifact", "x12": "x12", "x12-fragment": "x12"}
ANSWERS = {"997", "999", "CONTRL"}
CONTRACT = """
partner: wms
name: Whoever wrote the corpora
parties: [wms]
sites: [{id: W1, zone: UTC}]
feeds:
  - {source: x12, rules: [{mapping: standards/x12/any.yaml}]}
  - {source: edifact, rules: [{mapping: standards/edifact/any.yaml}]}
sends:
  - {name: x12, adapter: file, address: "file:///a", types: [ack.interchange.v1], repeat: safe,
     mapping: standards/x12/out/997.yaml, where: {standard: x12}, numbers: edi}
  - {name: edifact, adapter: file, address: "file:///a", types: [ack.interchange.v1], repeat: safe,
     mapping: standards/edifact/out/contrl.yaml, where: {standard: edifact}, numbers: edi}
"""


class Case(NamedTuple):
    """A row of the key; asking: messages that are no answers themselves."""

    file: str
    format: str
    good: bool
    interchanges: int
    messages: int
    asking: int

    @property
    def payload(self) -> bytes:
        return (CORPORA / self.file).read_bytes()


def cases() -> Iterator[Case]:
    with KEY.open(newline="") as key:
        for row in csv.DictReader(key):
            if row["kind"] in FORMATS:
                types = Counter[str]()
                for said in row["types"].split():
                    types[said.rpartition(":")[0]] += int(said.rpartition(":")[2])
                asking = sum(count for kind, count in types.items() if kind not in ANSWERS)
                counts = int(row["interchanges"]), int(row["messages"])
                yield Case(row["file"], FORMATS[row["kind"]], row["envelope"] == "ok", *counts, asking)


ALL = list(cases())


class Taken(NamedTuple):
    """What became of all of it: by file its acks, its documents and what failed."""

    world: HubWorld
    acks: dict[str, list[InterchangeAck]]
    failed: dict[str, list[Failure]]
    documents: dict[str, list[StoredDocument]]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    folder = tmp_path_factory.mktemp("corpora")
    shutil.copytree(ROOT / "mappings" / "standards", folder / "standards")
    clock = FixedClock(START)
    world = HubWorld(MemoryStore(clock), clock, folder)
    world.publish(contract=CONTRACT)
    # Nothing of these envelopes is about when it was said: each file stands for itself.
    places = {}
    for case in ALL:
        kept = world.deliver(case.payload, case.file[-190:], source=case.format, name=case.file[-190:])
        places[kept.partition, kept.number] = case.file
        world.work()
    acks: dict[str, list[InterchangeAck]] = {case.file: [] for case in ALL}
    failed: dict[str, list[Failure]] = {case.file: [] for case in ALL}
    documents: dict[str, list[StoredDocument]] = {case.file: [] for case in ALL}
    for row in world.documents():
        file = places[row.partition, row.number]
        if row.type == InterchangeAck.TYPE:
            acks[file].append(msgspec.json.decode(row.body, type=InterchangeAck))
        elif row.cause == -1:
            documents[file].append(row)
    for failure in world.failures():
        failed[places[failure.partition, failure.number]].append(failure)
    return Taken(world, acks, failed, documents)


def seen_before() -> set[str]:
    """Files of which an interchange stands in another before it, in other signs or lines: answered there."""
    known: set[str] = set()
    again: set[str] = set()
    for case in ALL:
        made = reader(case.format)
        assert isinstance(made, Outlining)
        outlines = made.outlines(case.payload, {}, None)
        found = {outline.content for outline in outlines}
        again |= {case.file} if found & known or len(found) < len(outlines) else set()
        known |= found
    return again


def test_every_good_interchange_is_acknowledged_with_its_own_counts(taken: Taken) -> None:
    wrong, again = [], seen_before()
    for case in ALL:
        found = taken.acks[case.file]
        received = sum(ack.received for ack in found)
        if case.good and case.file not in again and received != case.asking:
            wrong.append((case.file, case.asking, received))

    assert wrong == []


def test_what_is_accepted_became_documents_and_what_is_not_says_where_it_is_wrong(taken: Taken) -> None:
    for case in ALL:
        for ack in taken.acks[case.file]:
            assert ack.accepted + ack.rejected == ack.received
            rejected = [one for group in ack.groups for one in group.messages if one.result == "rejected"]
            assert len(rejected) == ack.rejected
            assert all(fault.code for one in rejected for fault in one.faults)
            assert all(one.faults for one in rejected)
        if any(ack.accepted for ack in taken.acks[case.file]):
            assert taken.documents[case.file]


def test_a_broken_envelope_takes_nothing_and_every_message_of_it_is_rejected(taken: Taken) -> None:
    for case in ALL:
        whole = [failure for failure in taken.failed[case.file] if failure.ordinal == -1]
        if whole:
            assert taken.documents[case.file] == []
            assert sum(ack.accepted for ack in taken.acks[case.file]) == 0
            assert whole[0].place.startswith("segment "), case.file
            assert "(byte " in whole[0].place


def test_no_answer_is_answered(taken: Taken) -> None:
    for case in ALL:
        kinds = {one.type for ack in taken.acks[case.file] for group in ack.groups for one in group.messages}
        assert not kinds & ANSWERS
        if case.good and not case.asking:
            assert taken.acks[case.file] == []


def test_each_ack_is_written_and_read_back_with_the_same_counts(taken: Taken) -> None:
    payloads = Payloads(taken.world.library, StoredForms(taken.world.store))
    rows = taken.world.store.rows(Outgoing, limit=1000)
    for number, row in enumerate(rows, 1):
        ack = msgspec.json.decode(row.body, type=InterchangeAck)
        tree = reader(ack.standard).read(payloads.write(row, number).body, {})
        assert told(tree, ack.standard) == (ack.received, ack.accepted), ack.reference

    assert len(rows) > 150


def told(tree: Node, standard: str) -> tuple[int, int]:
    """(received, accepted) as the answer says."""
    if standard == "edifact":
        actions = values(tree, "message/UCM/03")
        return len(actions), actions.count("7")
    received = sum(int(text or "0") for text in values(tree, "group/message/AK9/03"))
    return received, sum(int(text or "0") for text in values(tree, "group/message/AK9/04"))


def test_others_read_our_answers_too(taken: Taken) -> None:
    pydifact = pytest.importorskip("pydifact.segmentcollection")
    pyx12 = pytest.importorskip("pyx12.x12file")
    payloads = Payloads(taken.world.library, StoredForms(taken.world.store))
    for number, row in enumerate(taken.world.store.rows(Outgoing, limit=1000), 1):
        ack = msgspec.json.decode(row.body, type=InterchangeAck)
        text = payloads.write(row, number).body.decode()
        if ack.standard == "edifact":
            [message] = pydifact.Interchange.from_str(text).get_messages()
            assert message.type == "CONTRL"
        else:
            source = pyx12.X12Reader(StringIO(text))
            tags = [segment.get_seg_id() for segment in source]
            assert tags[0] == "ISA"
            assert source.pop_errors() == []


def test_the_table_of_what_was_acknowledged_is_written(taken: Taken) -> None:
    table = Counter[tuple[str, str]]()
    for case in ALL:
        for ack in taken.acks[case.file]:
            table[ack.standard, f"interchanges {ack.result}"] += 1
            table[ack.standard, "messages accepted"] += ack.accepted
            table[ack.standard, "messages rejected"] += ack.rejected
        table[case.format, "files"] += 1
        table[case.format, "files without an ack"] += not taken.acks[case.file]
    FIGURES.parent.mkdir(exist_ok=True)
    FIGURES.write_text(
        "".join(f"{name:8} {what:24} {count:5}\n" for (name, what), count in sorted(table.items()))
    )

    assert table["x12", "interchanges accepted"] > 40

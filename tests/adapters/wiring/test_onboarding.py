"""A partner's draft: started from its files, tried in a hub of its own, signed, proposed to another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from adapters.wiring.hub import Hub, make_hub
from adapters.wiring.onboarding import conformance
from adapters.wiring.onboarding.drafts import Drafts, Start
from adapters.wiring.onboarding.preview import Preview, preview
from core.custody.movement import Movement
from core.hub import publications
from core.hub.arrivals import Arrival
from core.hub.contracts import Partner
from core.hub.documents import StoredDocument
from core.hub.mapping import Facts
from core.hub.onboarding import Conformance
from core.kernel.errors import Refused, Unreadable
from tests.hub_world import SLIPS, slip
from tests.prepared import sqlite_with_tables

MAPPINGS = Path(__file__).parents[3] / "mappings"
HEAD = "出库单号;出库时间;捆包号;货号;品名;数量;单位;车牌号"
STEEL = Start(partner="jingang", name="锦钢 steel", site="WH-9", zone="Asia/Shanghai", source="slips")


def table(number: int) -> bytes:
    rows = [
        f"CK-{number}{row};2026-11-2{number} 0{row}:30:00;L{number}{row};HRB400;螺纹钢"
        f";{row + 1}.5;吨;沪A{row}"
        for row in range(4)
    ]
    return "\n".join([HEAD, *rows]).encode("gb18030")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    made = make_hub(name="hub", home=tmp_path, database_url=sqlite_with_tables(tmp_path / "hub.db"))
    yield made
    made.store.engine.dispose()


@pytest.fixture
def drafts(hub: Hub) -> Drafts:
    return Drafts(hub, MAPPINGS)


def test_files_nobody_saw_before_become_a_draft_that_reads_and_books_them(drafts: Drafts, hub: Hub) -> None:
    draft = drafts.start(STEEL, [(f"out_{n}.csv", table(n)) for n in range(3)], by="li")
    assert [(one.kind, one.encoding) for one in draft.files] == [("table", "gb18030")] * 3
    assert b"wms.outbound.v1" in draft.mapping

    kept, report = drafts.run(draft.onboarding_id, by="li")

    assert (kept.state, report.green) == ("green", True)
    assert [(check.name, check.good) for check in report.checks] == [
        ("read", True),
        ("documents", True),
        ("once", True),
    ]
    assert [one.documents for one in report.files] == [4, 4, 4]
    first = report.booked.movements[0]
    assert (first.site, first.on_hand, first.unit) == ("WH-9", "-1.5", "TNE")
    assert report.booked.alerts[0].startswith("C01 WH-9/CK-00"), "in empty books every lot is unknown"
    # The run is no part of the hub: nothing came in, nothing was booked, nobody is published.
    for kind in (Arrival, StoredDocument, Movement, Partner):
        assert hub.store.rows(kind, limit=9) == []


def test_the_report_is_signed_and_no_word_of_it_can_be_changed(drafts: Drafts, hub: Hub) -> None:
    draft = drafts.start(STEEL, [("out.csv", table(1)), ("b.csv", table(2)), ("c.csv", table(3))], by="li")
    kept, report = drafts.run(draft.onboarding_id, by="li")
    assert kept.report is not None

    assert conformance.opened(kept.report, hub.key, hub.key.public_key) == report
    with pytest.raises(Refused, match="signature"):
        conformance.opened(kept.report.replace(b"jingang", b"jinguan"), hub.key, hub.key.public_key)
    with pytest.raises(Refused, match="not a key"):
        conformance.opened(kept.report, hub.key, bytes(32))


def test_only_a_green_report_about_this_very_draft_is_proposed_and_another_puts_it_in_force(
    drafts: Drafts, hub: Hub
) -> None:
    start = STEEL._replace(mapping=SLIPS)
    draft = drafts.start(start, [("a.json", slip("in", "IN-1", ("L1", "10")))], by="li")
    with pytest.raises(Refused, match="not green"):
        drafts.propose(draft.onboarding_id, by="li", why="new")

    drafts.run(draft.onboarding_id, by="li")
    changed = drafts.change(draft.onboarding_id, contract=draft.contract, mapping=draft.mapping + b"\n")
    assert not changed.is_reported
    with pytest.raises(Refused, match="changed since"):
        drafts.propose(draft.onboarding_id, by="li", why="new")

    drafts.run(draft.onboarding_id, by="li")
    made = drafts.propose(draft.onboarding_id, by="li", why="a new warehouse")
    with pytest.raises(Refused, match="proposed already"):
        drafts.change(draft.onboarding_id, contract=b"", mapping=b"")
    with pytest.raises(Refused), hub.store.unit() as unit:
        publications.approve(unit, hub.blobs, made.publication_id, "li")
    with hub.store.unit() as unit:
        publications.approve(unit, hub.blobs, made.publication_id, "wang")
    row = hub.store.get(Partner, "jingang")
    assert row is not None
    assert hub.library.contract(row.contract).name == "锦钢 steel"

    other = drafts.start(start._replace(source="counts"), [("a.json", slip("in", "I", ("L", "1")))], by="li")
    drafts.run(other.onboarding_id, by="li")
    with pytest.raises(Refused, match="would drop its slips"):
        drafts.propose(other.onboarding_id, by="li", why="another feed")


def test_what_cannot_be_read_makes_the_report_red_and_says_where(drafts: Drafts) -> None:
    samples = [
        ("good.json", slip("in", "IN-1", ("L1", "10"))),
        ("bad.json", slip("in", "IN-2", ("L1", "ten"))),
    ]
    draft = drafts.start(STEEL._replace(mapping=SLIPS), samples, by="li")

    kept, report = drafts.run(draft.onboarding_id, by="li")

    assert (kept.state, report.green) == ("red", False)
    assert [(one.file, one.state) for one in report.files] == [
        ("good.json", "done"),
        ("bad.json", "unreadable"),
    ]
    assert "is 'ten': expected a number" in report.files[1].faults[0]


def test_what_does_not_compile_is_told_with_its_line(drafts: Drafts) -> None:
    draft = drafts.start(STEEL._replace(mapping=SLIPS), [("a.json", slip("in", "I", ("L", "1")))], by="li")
    drafts.change(
        draft.onboarding_id, contract=draft.contract, mapping=draft.mapping.replace(b"lot_no:", b"lotno:")
    )

    with pytest.raises(Unreadable) as refused:
        drafts.run(draft.onboarding_id, by="li")
    assert "slips.yaml line" in refused.value.text


@pytest.mark.parametrize(
    ("start", "samples", "said"),
    [
        (STEEL._replace(partner="../etc"), [("a", b"x")], "no partner's name"),
        (STEEL._replace(site="a}b"), [("a", b"x")], "no name of a source or site"),
        (STEEL, [], "0 files"),
        (STEEL, [("a", b"x")] * 21, "21 files"),
        (STEEL, [("empty.csv", b"")], "empty.csv has 0 bytes"),
        (STEEL, [("large.csv", b"x" * (1024 * 1024 + 1))], "give a part of it"),
    ],
)
def test_a_start_that_makes_no_sense_is_refused(
    drafts: Drafts, start: Start, samples: list[tuple[str, bytes]], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        drafts.start(start, samples, by="li")


def test_files_of_no_known_kind_are_kept_and_say_why_nothing_was_drafted(drafts: Drafts) -> None:
    draft = drafts.start(STEEL, [("../../notes.txt", b"hello there")], by="li")

    assert draft.mapping.startswith(b"# Nothing could be drafted")
    assert draft.undecided
    assert drafts.payloads(draft) == [("../../notes.txt", b"hello there")]


def test_a_preview_has_the_line_of_what_is_wrong() -> None:
    facts = Facts(issuer="jingang", source="slips", site="W1", zone="Asia/Shanghai", name="a.json")
    good = (
        b'{"kind": "in", "no": "A", "at": "2026-11-20T08:00:00Z",\n "lots": [\n  {"lot": "L1", "qty": "1"}]}'
    )

    def shown(mapping: str, sample: bytes) -> Preview:
        return preview(mapping.encode(), "jingang/in/slips.yaml", ("a.json", sample), facts, MAPPINGS)

    assert [title for title, _ in shown(SLIPS, good).documents] == ["wms.inbound.v1 A"]
    [fault] = shown(SLIPS, good.replace(b'"1"', b'"ten"')).faults
    assert (fault.line, fault.inside) == (3, False)
    [fault] = shown(SLIPS.replace("lot_no:", "lotno:"), good).faults
    assert (fault.inside, "line" in fault.text) == (True, True)
    assert shown(SLIPS, b"no JSON").documents == []


def test_a_report_is_kept_whole(drafts: Drafts) -> None:
    draft = drafts.start(STEEL._replace(mapping=SLIPS), [("a.json", slip("in", "I", ("L", "1")))], by="li")
    kept, report = drafts.run(draft.onboarding_id, by="li")

    assert kept.report is not None
    assert conformance.told(kept.report) == report
    assert msgspec.json.decode(msgspec.json.encode(report), type=Conformance) == report

"""Reads the partners' papers as the auditor understands them, and computes what the books must say."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from tests.faults.audit.case import Case, Paper

MICRO = 1_000_000
UNITS = {"吨": "TNE", "TNE": "TNE"}
KINDS = {
    "入库": "wms.inbound.v1",
    "出库": "wms.outbound.v1",
    "in": "wms.inbound.v1",
    "out": "wms.outbound.v1",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One document of a paper. micro: millionths of the unit, by lot; bad: why nobody can book it."""

    type: str
    number: str
    revision: str
    site: str
    lots: tuple[tuple[str, int], ...] = ()
    order: str = ""
    notice: str = ""
    bad: str = ""


@dataclass
class Model:
    """What the books must say once every paper has had its effect once.

    documents: (type, number, revision) that must have been booked. refused: those that must not.
    """

    on_hand: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    pledged: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    reserved: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    documents: dict[tuple[str, str, str], Said] = field(default_factory=dict)
    never: list[tuple[Paper, Said]] = field(default_factory=list)


def model_of(case: Case) -> Model:
    """Computed from the papers alone: each document once, whatever way and how often it was said."""
    model = Model()
    first: dict[tuple[str, str], bytes] = {}
    for paper in case.papers:
        said = read(paper)
        known = first.setdefault((paper.who, paper.name), paper.payload)
        if paper.way == "handed_in" and known != paper.payload:
            model.never.append((paper, said))  # Another content under a key that was used.
        elif not said.bad:
            model.documents.setdefault((said.type, said.number, said.revision), said)
    for said in model.documents.values():
        _move(model, said)
    _reserve(model)
    return model


def read(paper: Paper) -> Said:
    """The paper's one document."""
    if paper.source == "slips":
        return _slip(paper, paper.site)
    return {"answers": _answer, "api": _api, "orders": _order}[paper.source](
        json.loads(paper.payload), paper.site
    )


def _slip(paper: Paper, site: str) -> Said:
    [row] = csv.DictReader(io.StringIO(paper.payload.decode("gb18030")))
    type_ = KINDS[row["类型"]]
    if row["单位"] not in UNITS:
        return Said(type_, row["单号"], "1", site, bad=f"unknown unit {row['单位']}")
    lots = ((row["批次"], _micro(row["数量"])),)
    return Said(type_, row["单号"], row["版本"] or "1", site, lots, order=row["提货单"])


def _api(written: dict[str, object], site: str) -> Said:
    if written["kind"] not in KINDS:
        return Said("", str(written["no"]), "1", site, bad=f"unknown kind {written['kind']}")
    lots = tuple((line["lot"], _micro(line["qty"])) for line in _lots(written))
    return Said(KINDS[str(written["kind"])], str(written["no"]), "1", site, lots, str(written["order"]))


def _order(written: dict[str, object], site: str) -> Said:
    lots = tuple((line["lot"], _micro(line["qty"])) for line in _lots(written))
    if written["kind"] == "pledge":
        return Said("wms.pledge_notice.v1", str(written["no"]), "1", site, lots)
    state = "cancelled" if written["status"] == "cancelled" else "open"
    revision = str(written["version"])
    return Said("wms.release_order.v1", str(written["no"]), revision, site, lots, order=state)


def _answer(written: dict[str, object], site: str) -> Said:
    notice = str(written["noticeNo"])
    return Said("wms.pledge_confirm.v1", str(written["confirmNo"]), "1", site, notice=notice)


def _lots(written: dict[str, object]) -> Iterator[dict[str, str]]:
    lots = written["lots"]
    assert isinstance(lots, list)
    yield from lots


def _micro(text: str) -> int:
    return int(Decimal(text) * MICRO)


def _move(model: Model, said: Said) -> None:
    """Goods come, go, and are pledged as the notice that is confirmed named them."""
    sign = {"wms.inbound.v1": 1, "wms.outbound.v1": -1}.get(said.type, 0)
    for lot, micro in said.lots:
        if sign:
            model.on_hand[said.site, lot] += sign * micro
    if said.type == "wms.pledge_confirm.v1":
        notice = model.documents["wms.pledge_notice.v1", said.notice, "1"]
        for lot, micro in notice.lots:
            model.pledged[said.site, lot] += micro


def _reserve(model: Model) -> None:
    """An open order keeps what was not taken on it yet; a cancelled one keeps nothing."""
    orders = [said for said in model.documents.values() if said.type == "wms.release_order.v1"]
    ended = {said.number for said in orders if said.order == "cancelled"}
    taken: dict[tuple[str, str], int] = defaultdict(int)
    for said in model.documents.values():
        if said.type == "wms.outbound.v1" and said.order:
            for lot, micro in said.lots:
                taken[said.order, lot] += micro
    for said in orders:
        if said.number in ended:
            continue
        for lot, micro in said.lots:
            model.reserved[said.site, lot] += max(0, micro - taken[said.number, lot])

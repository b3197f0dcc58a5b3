"""What goes wrong in files, one case each: the bytes, and the place that the answer must name."""

from __future__ import annotations

from typing import NamedTuple

from tests.journeys.papers import SITE, SLIP

BERLIN = "WH-BER-01"
# The warehouse of the other journeys: it sends orders on paper besides, and has a hall where clocks change.
PAPERS = """\
  - source: papers
    rules:
      - {root: Order, mapping: standards/ubl/order.yaml}
"""
HALL = f"  - {{id: {BERLIN}, zone: Europe/Berlin}}\n"
JSON = (
    b'{"kind":"in","no":"RK-X","at":"2026-11-20T10:00:00+08:00",'
    b'"lots":[{"lot":"LOT-X","qty":"1","unit":"TNE"}]}'
)
XML = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2">\n'
    b"<ID>PO-1</ID>\n<IssueDate>2026-11-20</IssueDate>\n<Note>%s</Note>\n</Order>\n"
)


class BadFile(NamedTuple):
    """place: what of the input the answer names. cause: how the group of its failure begins."""

    name: str
    payload: bytes
    place: str
    cause: str
    source: str = "slips"
    site: str = SITE


def row(
    at: str = "2026-11-20 10:00:00",
    tonnes: str = "1",
    unit: str = "吨",
    *,
    kind: str = "入库",
    no: str = "RK-X",
) -> str:
    return f"{kind},{no},,{at},,,LOT-X,HRC-5.5,热轧卷板,Q235B,{tonnes},{unit}"


def csv(*rows: str) -> bytes:
    return "\r\n".join((SLIP, *rows, "")).encode("gb18030")


def json(old: bytes, new: bytes) -> bytes:
    assert old in JSON
    return JSON.replace(old, new)


def byte(payload: bytes, *parts: bytes) -> str:
    """Where the last of these parts begins, each looked for behind the one before."""
    at = 0
    for part in parts:
        at = payload.index(part, at + 1)
    return f"bytes {at}-"


CUT_CHARACTER = csv(row()) + "金".encode("gb18030")[:1]
NOT_OURS = csv(row()).replace(b"HRC", b"\xff\xfe\x80")
LATIN = json(b"LOT-X", b"LOT-\xb0")
NAN = json(b'"1"', b"NaN")
TWICE = json(b'"kind":"in"', b'"kind":"in","kind":"out"')
DEEP = b'{"kind":"in","deep":' + b"[" * 64 + b"]" * 64 + b"}"
DEEPER = b"[" * 200_000
DTD = b'<!DOCTYPE Order [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n<Order><ID>&e;</ID></Order>'
NOT_DECLARED = XML % b"\xb0\xa1"

BAD_TABLES = (
    BadFile("cut in a row", csv(row(), "入库,RK-Y,,2026"), "row 3", "csv.ragged"),
    BadFile("cut in a character", CUT_CHARACTER, f"bytes {len(CUT_CHARACTER) - 1}-", "csv.encoding"),
    BadFile("not our encoding", NOT_OURS, byte(NOT_OURS, b"\xff"), "csv.encoding"),
    BadFile("UTF-16 without a mark", csv(row()).decode("gb18030").encode("utf-16-le"), "line 1", "csv.nul"),
    BadFile("unknown kind", csv(row(kind="移库")), "row 2", "map.no_choice"),
    BadFile("unknown unit", csv(row(unit="捆")), "row 2 column 单位", "map.unknown_code"),
    BadFile("a word for a number", csv(row(tonnes="十二")), "row 2 column 数量", "map.decimal"),
    BadFile("NaN", csv(row(tonnes="NaN")), "row 2 column 数量", "map.decimal"),
    BadFile("endless", csv(row(tonnes="Infinity")), "row 2 column 数量", "map.decimal"),
    BadFile("impossible date", csv(row("2026-02-30 10:00:00")), "row 2 column 时间", "map.date"),
    BadFile("nothing at all", b"", "row 1", "csv.no_header"),
    BadFile("hour shown twice", csv(row("2026-10-25 02:30:00")), "row 2 column 时间", "map.doubled_time",
            site=BERLIN),
    BadFile("hour jumped over", csv(row("2026-03-29 02:30:00")), "row 2 column 时间", "map.missing_time",
            site=BERLIN),
    BadFile("unknown site", csv(row()), "site WH-NOWHERE", "contract.foreign_site", site="WH-NOWHERE"),
    BadFile("unknown source", csv(row()), "source rumours", "contract.unknown_source", source="rumours"),
)  # fmt: skip
BAD_JSON = (
    BadFile("cut", JSON[:60], "bytes 60-", "json.malformed", "api"),
    BadFile("not UTF-8", LATIN, byte(LATIN, b"\xb0"), "json.encoding", "api"),
    BadFile("NaN", NAN, byte(NAN, b"NaN"), "json.malformed", "api"),
    BadFile("deep", DEEP, byte(DEEP, b"[" * 64, b"[]"), "json.too_deep", "api"),
    BadFile("deeper", DEEPER, "bytes 64-65", "json.too_deep", "api"),
    BadFile("key twice", TWICE, byte(TWICE, b"out"), "json.duplicate_key", "api"),
    BadFile("unknown kind", json(b'"in"', b'"swap"'), "bytes 0-", "map.no_choice", "api"),
    BadFile("impossible date", json(b"11-20", b"02-30"), byte(JSON, b"2026"), "map.datetime", "api"),
    BadFile("no zone and no such hour", json(b"2026-11-20T10:00:00+08:00", b"2026-03-29T02:30:00"),
            byte(JSON, b"2026"), "map.missing_time", "api", BERLIN),
    BadFile("a word for a number", json(b'"1"', b'"one"'), byte(JSON, b"qty", b'1"'), "map.decimal", "api"),
)  # fmt: skip
BAD_XML = (
    BadFile("cut", XML[:150], "line 4 column", "xml.malformed", "papers"),
    BadFile("DOCTYPE", DTD, "line 1", "xml.doctype", "papers"),
    BadFile("deep", XML % (b"<a>" * 200 + b"</a>" * 200), "line 5", "xml.too_deep", "papers"),
    BadFile("not the declared encoding", NOT_DECLARED, byte(NOT_DECLARED, b"\xb0"), "xml.encoding", "papers"),
    BadFile("impossible date", XML.replace(b"11-20", b"02-30") % b"", "IssueDate", "map.date", "papers"),
    BadFile("unknown root", XML.replace(b"Order", b"Bill") % b"", "root Bill", "contract.no_rule", "papers"),
)  # fmt: skip

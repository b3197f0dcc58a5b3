"""Every reader there is, with each option it takes; mappings, contracts' YAML and what they read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from adapters.formats import folder, formats, load_bundle, load_mapping, reader, understand
from adapters.formats.mappings import bundle
from adapters.wiring.contract_file import read_contract
from adapters.wiring.recognizing.files import Files
from adapters.wiring.suggesting.suggest import suggest
from core.hub.mapping import Facts
from core.kernel.errors import Unreadable
from tests.adapters.formats.edi_samples import edifact, order_850, orders, x12
from tests.adapters.formats.test_idoc import ORDER, flat
from tests.adapters.formats.workbooks import number_cell, ods, ods_row, table, xlsb
from tests.fuzz.target import CORPORA, Call, Target, files, outcome
from tests.programs import ROOT

MAPPINGS = ROOT / "mappings"
ROW = b'{"no": "A-1", "qty": 12.50, "at": "2026-11-23T08:00:00", "note": null, "late": false}'
EDI = {"edifact": edifact(orders(1), orders(2)), "x12": x12(order_850(1), order_850(2))}
_PASSED = ("counts", "references", "envelope", "duplicates", "trailing")
EDI_LENIENT = {**dict.fromkeys(_PASSED, "flag"), "structure": "ignore", "encoding": "iso-8859-1"}
# Some have other endings than their format's name.
ENDINGS = {"edifact": ("*.edi", "*.TXT", "*.txt"), "x12": ("*.x12", "*.edi", "*.txt")}
UBL_JSON = (
    b'{"_D": "urn:oasis:names:specification:ubl:schema:xsd:Order-2", "Order": [{"ID": [{"_": "1"}],'
    b' "OrderLine": [{"LineItem": [{"Quantity": [{"_": 1.50, "unitCode": "KGM"}]}]}]}]}'
)
SAMPLED = ("*.json", "*.xml", "*.csv", "*.edi", "*.x12", "*.idoc")
FLAT = {"record": "1 1", "fields": "H no 2 4\nD lot 2 4\nD qty 6 4 zoned 2\nD n 10 5 number"}
PACKED = {"fields": "* no 1 6\n* amount 7 3 packed 2", "encoding": "cp037", "length": "9"}
OPTIONS: dict[str, tuple[dict[str, str], ...]] = {
    "csv": ({}, {"encoding": "gb18030"}, {"delimiter": ";"}),
    "edifact": ({}, {"broken": "mark", "structure": "ignore"}, {**EDI_LENIENT, "line_breaks": "keep"}),
    "json": ({}, {"encoding": "gb18030"}),
    "x12": ({}, {"broken": "mark", "structure": "ignore"}, {**EDI_LENIENT, "widths": "flag"}),
    "epcis": ({}, {"bare_doctype": "allow"}),
    "ubl": ({}, {"bare_doctype": "allow"}),
    "excel": ({"sheet": "all"}, {"header": "no", "merged": "fill", "hidden": "skip"}),
    "fixed": tuple({**layout, "unknown": way} for layout in (FLAT, PACKED) for way in ("refuse", "mark")),
    "idoc": ({}, {"segments": "Z1OWN01 CODE 3"}),
    "jsonlines": ({}, {"bad_lines": "mark"}),
    "xml": ({}, {"encoding": "utf-8"}),
}


def targets() -> Iterator[Target]:
    """One for each format that is read, found by looking; then the house's own files."""
    for name, ways in formats().items():
        if "reads" in ways:
            yield _reader(name)
    yield Target(
        name="mapping.load", covers=("adapters/formats/mappings.py",), seeds=_mapping_texts, open=_load
    )
    yield Target(name="mapping.read", covers=("core/hub/mapping",), seeds=_documents, open=_understand)
    yield Target(
        name="mapping.bundle", covers=("adapters/formats/mappings.py",), seeds=_bundles, open=_bundle
    )
    yield Target(name="map.suggest", covers=("adapters/wiring/suggesting",), seeds=_tabular, open=_suggest)
    yield Target(name="map.try", covers=("adapters/wiring/recognizing",), seeds=_anything, open=_try)
    yield Target(
        name="contract", covers=("adapters/wiring/contract_file.py",), seeds=_contracts, open=_contract
    )


def _reader(name: str) -> Target:
    return Target(
        name=f"reader.{name}",
        covers=(f"adapters/formats/{name}.py",),
        seeds=lambda: _examples(name),
        open=lambda _: _read_by(name),
    )


def _examples(name: str) -> Sequence[bytes]:
    if name == "rows":
        # Nobody keeps a file of rows: agents send them as JSON.
        return [ROW, b"[" + ROW + b",{}]", *_examples("json")]
    if name in ENDINGS:
        return [EDI[name], *files(CORPORA / "edi", *ENDINGS[name])]
    if name == "epcis":
        return [
            *files(MAPPINGS / "standards" / "epcis", "*.json", "*.xml"),
            *files(CORPORA / "epcis", "*.xml"),
        ]
    if name == "ubl":
        folders = (MAPPINGS / "standards" / "ubl", CORPORA / "ubl" / "oasis-ubl-raw")
        return [UBL_JSON, *(text for folder in folders for text in files(folder, "*.json", "*.xml"))]
    if name == "lianqiao":
        return files(MAPPINGS / "standards" / "lianqiao" / "samples" / "finance", "*.json")
    if name == "iso20022":
        return files(MAPPINGS / "standards" / "iso20022", "*.xml")
    if name == "excel":
        # An .xls is read in a process of its own, which is too slow to be tried in thousands.
        return [table(["a", "b"], ["1", 2], ["x"]), xlsb([number_cell(1)]), ods(ods_row("a", 1))]
    if name == "fixed":
        return [b"HPO-1\nDL1  012{0001-\nX\n", b"\xc8\xd7\xd6\x40\x40\x40\x00\x12\x5c" * 2]
    if name == "idoc":
        return [flat(ORDER), flat(ORDER).replace(b"E2EDP19005", b"Z2OWN01000")]
    if name == "jsonlines":
        return [b"\n".join([ROW, ROW]), b"\x1e" + ROW + b"\n\x1e" + ROW + b"\n", *_examples("json")]
    pattern = f"*.{name}"
    return [*files(MAPPINGS, pattern), *files(CORPORA / "hostile", pattern), *files(CORPORA / "erp", pattern)]


def _read_by(name: str) -> Call:
    ours = reader(name)
    options = [one for one in OPTIONS.get(name, ({},)) if set(one) <= set(ours.options)]

    def call(given: bytes) -> str:
        return " / ".join(outcome(lambda one=one: ours.read(given, one)) for one in options)  # type: ignore[misc]

    return call


def _anything() -> Sequence[bytes]:
    """A few of each kind of bytes."""
    kinds = [name for name, ways in formats().items() if "reads" in ways]
    return [seed for name in kinds for seed in _examples(name)[:12]]


def _try(work: Path) -> Call:
    """Any file ends in a line of its own; a fault of our reading would stand there."""
    tried, file = Files(MAPPINGS), work / "file"

    def call(given: bytes) -> str:
        file.write_bytes(given)
        line = tried.line(file)
        code = line.error.code if line.error else ""
        assert not code.startswith("normalize.fault"), line
        msgspec.json.encode(line)
        return f"{line.outcome} {code.partition('@')[0]}"

    return call


def _tabular() -> Sequence[bytes]:
    """What a mapping can be drafted of."""
    return [
        *_examples("csv")[:40],
        *_examples("json")[:40],
        *_examples("xml")[:40],
        *_examples("jsonlines")[:5],
    ]


def _suggest(work: Path) -> Call:
    """A draft, or why there is none; what is drafted of a sample is YAML."""
    file, standards = work / "sample", Files(MAPPINGS)

    def call(given: bytes) -> str:
        file.write_bytes(given)
        return outcome(lambda: reader("yaml").read(suggest([file], standards).draft.yaml.encode(), {}))

    return call


def _mapping_texts() -> Sequence[bytes]:
    return [text for text in files(MAPPINGS, "*.yaml") if b"mapping:" in text]


def _load(_: Path) -> Call:
    fetch = folder(MAPPINGS)
    return lambda given: outcome(lambda: load_mapping(given, "demo/in/x.yaml", fetch))


def _documents() -> Sequence[bytes]:
    return [one for name in SAMPLED for one in files(MAPPINGS, f"samples/*/{name}")]


def _understand(_: Path) -> Call:
    """Each input by every mapping that comes with the house."""
    fetch = folder(MAPPINGS)
    mappings = []
    for path in sorted(MAPPINGS.rglob("in/*.yaml")) + sorted(MAPPINGS.glob("standards/*/*.yaml")):
        try:
            mappings.append(load_mapping(path.read_bytes(), str(path.relative_to(MAPPINGS)), fetch))
        except Unreadable:
            continue  # A part of others, or one that writes.
    facts = Facts(issuer="p", source="s", site="W1", zone="Asia/Shanghai", name="x")

    def call(given: bytes) -> str:
        return " ".join(_short(outcome(lambda one=one: understand(one, given, facts))) for one in mappings)  # type: ignore[misc]

    return call


def _short(word: str) -> str:
    return word[-12:]


def _bundles() -> Sequence[bytes]:
    fetch = folder(MAPPINGS)
    made = []
    for path in sorted(MAPPINGS.rglob("in/*.yaml")):
        try:
            made.append(bundle(path.read_bytes(), str(path.relative_to(MAPPINGS)), fetch))
        except Unreadable:
            continue
    return made


def _bundle(_: Path) -> Call:
    return lambda given: outcome(lambda: load_bundle(given))


def _contracts() -> Sequence[bytes]:
    return files(MAPPINGS, "partner.yaml")


def _contract(work: Path) -> Call:
    path = work / "p" / "partner.yaml"
    path.parent.mkdir(parents=True)

    def call(given: bytes) -> str:
        path.write_bytes(given)
        return outcome(lambda: read_contract(path))

    return call

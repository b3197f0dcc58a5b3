"""Mappings tried on files: what each gives and from where, and whether the samples beside it still hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from adapters import formats
from adapters.wiring.contract_file import read_contract
from adapters.wiring.folders import CONTRACT
from core import catalogue
from core.hub.contracts import Contract
from core.hub.mapping import Document, Facts, Mapping, Problem, Reading
from core.hub.mapping.coverage import Field, fields_in
from core.kernel.errors import Unreadable

SAMPLES = "samples"
EXPECTED = ".expected.json"
# Beside the mappings of a standard: which of them reads what. It is no mapping.
RULES = "rules.yaml"


class Made(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A canonical document as a mapping made it; sources: for each field the place it came from."""

    type: str
    number: str
    revision: str
    body: Any
    flags: tuple[str, ...] = ()
    sources: dict[str, str] = {}


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Why something was not read: the group it belongs to, its place in the file, and what to do."""

    code: str
    place: str
    text: str


class Tried(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one file gave: documents, units left out with their places, or why nothing could be read."""

    documents: tuple[Made, ...] = ()
    refused: tuple[str, ...] = ()
    unreadable: str = ""


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """A file beside a mapping, and the file that says what must come of it."""

    mapping: Path
    file: Path

    @property
    def expected(self) -> Path:
        return self.file.with_name(self.file.name.partition(".")[0] + EXPECTED)


class Desk:
    """The mappings below one root, compiled once each."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._fetch = formats.folder(self._root)
        self._known: dict[Path, Mapping] = {}
        self._contracts: dict[Path, Contract | None] = {}

    def mapping(self, path: Path) -> Mapping:
        """Compiled; Unreadable lists every fault with file, line and column."""
        path = path.resolve()
        if path not in self._known:
            name = path.relative_to(self._root).as_posix() if path.is_relative_to(self._root) else path.name
            text = self._fetch(name) if path.is_relative_to(self._root) else path.read_bytes()
            self._known[path] = formats.load_mapping(text, name, self._fetch)
        return self._known[path]

    def tried(self, mapping: Path, file: Path) -> Tried:
        """What the file says by the mapping, each field with its source."""
        compiled = self.mapping(mapping)
        try:
            tree = formats.reader(compiled.format).read(file.read_bytes(), compiled.options)
            reading = compiled.trace(tree, self.facts(mapping, file.name))
        except Unreadable as error:
            return Tried(unreadable=_said(error.place, error.text))
        documents, refused = made_of(reading)
        return Tried(documents=documents, refused=tuple(_said(one.place, one.text) for one in refused))

    def mappings(self) -> list[Path]:
        """Every mapping that reads, partner by partner, and those of the standards."""
        found = [*self._root.glob("*/in/*.yaml"), *self._root.glob("standards/*/*.yaml")]
        return sorted(path for path in found if path.name != RULES)

    def facts(self, mapping: Path, name: str) -> Facts:
        """As a delivery through the first feed that uses the mapping; without a contract, made up."""
        contract = self._contract(mapping.resolve())
        if contract is None:
            return Facts(issuer="issuer", source="source", site="site", zone="UTC", name=name)
        path = f"{mapping.parent.name}/{mapping.name}"
        feeds = [feed for feed in contract.feeds if any(rule.mapping == path for rule in feed.rules)]
        return Facts(
            issuer=contract.partner,
            source=feeds[0].source if feeds else "",
            site=contract.sites[0].id if contract.sites else "",
            zone=contract.sites[0].zone if contract.sites else "",
            name=name,
        )

    def is_alone(self, mapping: Path) -> bool:
        """Whether it stands in no partner's folder: site, issuer and zone are made up."""
        return self._contract(mapping.resolve()) is None

    def _contract(self, mapping: Path) -> Contract | None:
        folder = mapping.parent.parent
        if folder not in self._contracts:
            there = (folder / CONTRACT).exists()
            self._contracts[folder] = read_contract(folder / CONTRACT) if there else None
        return self._contracts[folder]


def samples_of(mapping: Path) -> Iterator[Sample]:
    """The files in samples/<mapping>/ beside it."""
    for file in sorted((mapping.parent / SAMPLES / mapping.stem).glob("*")):
        if not file.name.endswith(EXPECTED):
            yield Sample(mapping=mapping, file=file)


def expected_of(sample: Sample) -> Tried | None:
    """What must come of it, None where nobody said so yet; Unreadable if it is not written as it is read."""
    if not sample.expected.exists():
        return None
    try:
        return msgspec.json.decode(sample.expected.read_bytes(), type=Tried)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(
            f"{sample.expected}: {error}; a file of what is expected is as `hub map try --json` prints it",
            cause="map.expected",
        ) from error


def write_expected(desk: Desk, sample: Sample) -> None:
    """What the mapping makes of it today, for people to look at. Unreadable if it does not compile."""
    tried = desk.tried(sample.mapping, sample.file)
    documents = tuple(msgspec.structs.replace(one, sources={}) for one in tried.documents)
    plain = msgspec.structs.replace(tried, documents=documents)
    sample.expected.write_bytes(msgspec.json.format(msgspec.json.encode(plain), indent=1) + b"\n")


def without_words(tried: Tried) -> Tried:
    """What a sample is held to: documents whole, of refusals only the place; words may become better."""
    documents = tuple(msgspec.structs.replace(one, sources={}) for one in tried.documents)
    refused = tuple(text.partition(": ")[0] for text in tried.refused)
    return Tried(documents=documents, refused=refused, unreadable=tried.unreadable.partition(": ")[0])


def not_shown(mapping: Mapping, tried: list[Tried]) -> list[Field]:
    """The fields that the mapping can make and none of its samples shows."""
    shown = {field for one in tried for made in one.documents for field in fields_in(made.type, made.body)}
    return [field for field in mapping.fields if field not in shown]


def made_of(reading: Reading) -> tuple[tuple[Made, ...], list[Fault]]:
    """The documents as the hub would keep them, and what was refused by mapping or catalogue."""
    documents: list[Made] = []
    refused = [fault_of(one.code, one) for one in reading.problems if one.kind != "flag"]
    for one in reading.documents:
        try:
            documents.append(_made(one, reading.problems))
        except Unreadable as error:
            refused.append(fault_of(error.cause, error))
    return tuple(documents), refused


def fault_of(code: str, said: Problem | Unreadable) -> Fault:
    return Fault(code=code, place=said.place, text=said.text)


def _said(place: str, text: str) -> str:
    return f"{place}: {text}"


def _made(one: Document, problems: tuple[Problem, ...]) -> Made:
    """Through the catalogue, as the hub would keep it; raises Unreadable where it cannot be."""
    body = catalogue.read(one.type, one.body)
    flags = [flag for flag in (*problems, *one.flags) if flag.kind == "flag"]
    texts = [flag.text for flag in flags]
    texts += [broken.text for broken in getattr(body, "discrepancies", ())]
    return Made(
        type=one.type,
        number=one.number,
        revision=one.revision,
        body=msgspec.json.decode(catalogue.canonical(body)),
        flags=tuple(texts),
        sources=one.sources,
    )

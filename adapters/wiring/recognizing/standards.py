"""The standards that come with the house: which mapping reads a document, by the rules beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from adapters.formats.yaml import READER as YAML
from adapters.wiring.contract_file import said
from adapters.wiring.recognizing.given import Given
from adapters.wiring.samples import RULES, Desk
from core.hub.contracts import Rule
from core.hub.mapping import Mapping
from core.hub.node import Node
from core.kernel.errors import Unreadable

# Which formats of ours may read what bytes look like; what is not here is read by the format of its name.
READ_BY = {
    "xml": ("xml", "ubl", "epcis", "iso20022"),
    "json": ("json", "ubl", "epcis", "lianqiao", "rows"),
    "table": ("csv",),
}
# Paper around a document: it says who sends it to whom, and holds one.
_ENVELOPES = {"StandardBusinessDocument", "Envelope", "BizMsgEnvlp", "BizMsg", "RequestPayload", "DataPDU"}
_ENVELOPE_DEPTH_MAX = 4


class _Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of rules, in the shape of those of a contract's feed."""

    rules: tuple[Rule, ...]


class Fit(NamedTuple):
    """A rule that takes a document, and the mapping it names."""

    rule: Rule
    path: Path
    mapping: Mapping


class Standards:
    """All rules below mappings/standards, those that name a root first; mappings are compiled when needed."""

    def __init__(self, desk: Desk, root: Path) -> None:
        self._desk = desk
        self._rules = sorted(_rules_of(root), key=lambda each: (not each[0].root, not each[0].name))

    def fitting(self, given: Given, root: Node | None) -> Iterator[Fit]:
        """Rules whose mapping reads this kind of bytes, by the file's name and the root of its tree.

        root: as the plain reader of the kind has it; None where it could not read it. Where a reader of a
        standard makes a tree of its own, its rule names no root.
        """
        formats = READ_BY.get(given.kind.name, (given.kind.name,))
        for rule, path in self._rules:
            if rule.name not in given.name or not (root is None or takes(rule, root)):
                continue
            mapping = self._desk.mapping(path)
            if mapping.format in formats:
                yield Fit(rule, path, mapping)


def takes(rule: Rule, root: Node) -> bool:
    """By root and namespace, as a contract's rule does."""
    wanted, said = rule.namespace, root.namespace
    fits = said.startswith(wanted[:-1]) if wanted.endswith("*") else wanted in ("", said)
    return fits and rule.root in ("", root.name)


def held_in(root: Node) -> Iterator[Node]:
    """What an envelope holds, from the outside in; nothing where the root is none."""
    for depth in range(_ENVELOPE_DEPTH_MAX):
        elements = [child for child in root.children if not child.name.startswith("@")]
        held = [child for child in elements if not _is_header(child)]
        is_envelope = root.name in _ENVELOPES or len(held) < len(elements)
        if len(held) != 1 or not (depth or is_envelope):
            return
        root = held[0]
        yield root


def _is_header(node: Node) -> bool:
    return node.name == "AppHdr" or node.name.endswith(("Header", "Hdr"))


def _rules_of(root: Path) -> Iterator[tuple[Rule, Path]]:
    """Every rule with the file of its mapping: `standards/…`, or a name beside the rules."""
    for file in sorted((root / "standards").glob(f"*/{RULES}")):
        place = file.relative_to(root).as_posix()
        try:
            rules = msgspec.convert(said(YAML.read(file.read_bytes(), {})), _Rules, strict=True).rules
        except (Unreadable, msgspec.ValidationError) as error:
            raise Unreadable(f"{place}: {error}", cause=f"mapping.rules@{place}", place=place) from error
        for rule in rules:
            below = root if rule.mapping.startswith("standards/") else file.parent
            yield rule, below / rule.mapping

"""What a mapping hides: `redact:` paths, which even it does not read, and `personal:` fields."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.hub.mapping.model import Facts
from core.hub.mapping.paths import All, find_all, parse
from core.hub.mapping.scope import Run, Scope, Unfit
from core.hub.mapping.sheet import Sheet
from core.hub.node import Node
from core.hub.redaction import redacted, secret_nodes

_FIELD = re.compile(r"\w+(\[\])?(\.\w+(\[\])?)*")


class Hiding:
    """Of one mapping. personal: canonical fields as its traces name them, lists as `lots[].owner`."""

    def __init__(self, paths: Iterable[All], personal: tuple[str, ...]) -> None:
        self._paths = tuple(paths)
        self.personal = personal

    @property
    def redacts(self) -> bool:
        """Whether it names secrets that no name tells."""
        return bool(self._paths)

    def secret(self, tree: Node) -> list[Node]:
        """The nodes that nobody is shown: by their names, and by the paths of the mapping."""
        found = secret_nodes(tree)
        if self._paths:
            scope = Scope(tree, {}, Run(tree, Facts()))
            found += [node for select in self._paths for node in select(scope)]
        return found

    def redacted(self, tree: Node) -> Node:
        """The tree as the mapping and everybody behind it sees it."""
        secret = self.secret(tree)
        return redacted(tree, secret) if secret else tree


def compile_hiding(sheet: Sheet) -> Hiding:
    """Of the mapping as a whole; what is no path or no field is a fault of the mapping."""
    paths, personal = [], []
    for text in sheet.texts("redact"):
        try:
            paths.append(find_all(parse(text)))
        except Unfit as unfit:
            sheet.faults.add(sheet.words["redact"], f"expected {unfit.expected}")
    for text in sheet.texts("personal"):
        if _FIELD.fullmatch(text):
            personal.append(text)
        else:
            sheet.faults.add(sheet.words["personal"], f"{text!r} is no field, as lots[].owner is")
    return Hiding(paths, tuple(personal))

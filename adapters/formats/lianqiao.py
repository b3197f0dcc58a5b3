"""The house's own JSON: one document, whose `type` says which canonical one it is."""

from __future__ import annotations

import re

from adapters.formats.json import READER as JSON
from core.hub.node import Node
from core.kernel.errors import Unreadable

_TYPE = re.compile(r"[a-z_]+\.[a-z_]+\.v[1-9][0-9]{0,2}")


class LianqiaoReader:
    """The tree of the JSON as it stands; what names no canonical type is somebody else's."""

    options = JSON.options

    def check(self, options: dict[str, str]) -> None:
        JSON.check(options)

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        root = JSON.read(payload, options)
        said = [child for child in root.children if child.name == "type"] if root.kind == "object" else []
        if len(said) != 1 or said[0].kind != "text" or not _TYPE.fullmatch(said[0].value or ""):
            raise Unreadable(
                "it is no document of ours in JSON: that says in `type` which it is, such as"
                " finance.application.v1",
                cause="lianqiao.no_document",
                place=root.place,
            )
        return root


READER = LianqiaoReader()

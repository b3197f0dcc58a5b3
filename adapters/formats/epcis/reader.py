"""EPCIS to a tree: XML or JSON by its first sign, one shape for both, held to the standard's rules."""

from __future__ import annotations

from adapters.formats.epcis.from_json import compacted
from adapters.formats.epcis.from_xml import document
from adapters.formats.epcis.problems import Problems
from adapters.formats.epcis.rules import judge
from adapters.formats.json import READER as JSON
from adapters.formats.xml import READER as XML
from core.hub.node import Node

_BOTH = frozenset({"bytes_max", "depth_max", "nodes_max", "encoding"})
# Byte order marks and zeros of UTF-16 stand before or beside the sign that tells.
_BESIDE = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


class EpcisReader:
    """The tree of EPCIS 2.0 in JSON, whichever way it came; what breaks a rule is refused."""

    options = _BOTH | {"bare_doctype"}

    def check(self, options: dict[str, str]) -> None:
        XML.check(options)
        JSON.check(_common(options))

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        problems = Problems()
        if payload.lstrip(_BESIDE)[:1] == b"<":
            root = document(XML.read(payload, options), problems)
            judge(root, problems, strict_json=False)
        else:
            root = compacted(JSON.read(payload, _common(options)))
            judge(root, problems, strict_json=True)
        problems.settle()
        return root


def _common(options: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in options.items() if name in _BOTH}

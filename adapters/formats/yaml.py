"""YAML to a tree with line and column on every key: for mappings and contracts, which people write."""

from __future__ import annotations

import re

import yaml

from adapters.formats.encoding import OPTIONS, bounded, text_of
from adapters.formats.encoding import check as check_encoding
from core.hub.node import Node
from core.kernel.errors import Unreadable

BYTES_MAX = 1024 * 1024
DEPTH_MAX = 40
NODES_MAX = 100_000
# Libyaml reads or counts these in another way.
_UNLIKE = re.compile("[\t\x85\u2028\u2029\ufeff]")
_PLACE = "line %d column %d"
_KINDS = {"str": "text", "int": "number", "float": "number", "null": "null", "timestamp": "text"}
_NEVER = (yaml.AnchorToken, yaml.AliasToken, yaml.TagToken, yaml.DirectiveToken)
_STARTS = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
_ENDS = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
_TRUTH = {"true": "true", "false": "false"}


class _Loader(yaml.SafeLoader):
    """Knows true and false only, not yes, on or off, which are words people mean as words."""


class _QuickLoader(yaml.CSafeLoader):
    """The same by libyaml, ten times as fast."""


_Loader.yaml_implicit_resolvers = _QuickLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":merge", ":value"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class YamlReader:
    """Keys once, no anchors, no tags, one document; the root is named "root", items of a list "item"."""

    options = OPTIONS | {"bytes_max"}

    def check(self, options: dict[str, str]) -> None:
        check_encoding(options, "yaml")

    def read(self, payload: bytes, options: dict[str, str]) -> Node:
        bounded(payload, {"bytes_max": str(BYTES_MAX), **options}, "yaml")
        text = text_of(payload, options, "yaml")
        composed = _quickly(text) or _composed(text)
        if composed is None:
            raise Unreadable("there is nothing in it", cause="yaml.empty", place="line 1 column 1")
        return _Walk().node("root", composed, composed.start_mark, 0)


READER = YamlReader()


class _Walk:
    """One pass over what YAML composed."""

    def __init__(self) -> None:
        self.nodes = 0

    def node(self, name: str, composed: yaml.Node, mark: yaml.Mark, depth: int) -> Node:
        self.nodes += 1
        at = (_PLACE, mark.line + 1, mark.column + 1)
        if depth > DEPTH_MAX or self.nodes > NODES_MAX:
            raise Unreadable(
                f"{_PLACE % at[1:]}: over {DEPTH_MAX} deep or {NODES_MAX} values",
                cause="yaml.too_deep",
                place=_PLACE % at[1:],
            )
        if isinstance(composed, yaml.MappingNode):
            return Node(name, None, self._members(composed, depth), at, "object")
        if isinstance(composed, yaml.SequenceNode):
            items = tuple(self.node("item", child, child.start_mark, depth + 1) for child in composed.value)
            return Node(name, None, items, at, "list")
        return _scalar(name, composed, at)

    def _members(self, composed: yaml.MappingNode, depth: int) -> tuple[Node, ...]:
        found: dict[str, Node] = {}
        for key, value in composed.value:
            place = _PLACE % (key.start_mark.line + 1, key.start_mark.column + 1)
            if not isinstance(key, yaml.ScalarNode):
                raise Unreadable(f"{place}: a key is a word", cause="yaml.key", place=place)
            name = _whole(str(key.value), place)
            if name in found:
                raise Unreadable(
                    f"{place}: the key {name!r} stands twice, first at {found[name].place}",
                    cause="yaml.duplicate_key",
                    place=place,
                )
            found[name] = self.node(name, value, key.start_mark, depth + 1)
        return tuple(found.values())


def _scalar(name: str, composed: yaml.Node, at: tuple[str, int, int]) -> Node:
    tag = composed.tag.removeprefix("tag:yaml.org,2002:")
    if tag not in _KINDS:
        raise Unreadable(
            f"{_PLACE % at[1:]}: the tag {composed.tag} is not read here",
            cause="yaml.tag",
            place=_PLACE % at[1:],
        )
    text = _whole(str(composed.value), _PLACE % at[1:])
    # What stands without quotes has no style: None here, and "" where libyaml read it.
    if text in _TRUTH and not getattr(composed, "style", None):
        return Node(name, text, (), at, text)
    if tag == "null":
        # NULL and ~ are words a partner may write; only null and nothing at all are nothing.
        return Node(name, None, (), at, "null") if text in {"", "null"} else Node(name, text, (), at, "text")
    return Node(name, text, (), at, _KINDS[tag])


def _whole(text: str, place: str) -> str:
    """Text whose escapes may be halves of one character; a half alone is no text."""
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise Unreadable(
            f"{place}: half a surrogate pair is no text", cause="yaml.text", place=place
        ) from None


def _quickly(text: str) -> yaml.Node | None:
    """What is well is read by libyaml; None for the rest, which those read who say what is wrong."""
    deep = 0
    if _UNLIKE.search(text):
        return None
    try:
        for token in yaml.scan(text, Loader=_QuickLoader):
            deep += isinstance(token, _STARTS) - isinstance(token, _ENDS)
            # It builds by calling itself, and nothing but this holds it from using up the stack.
            if isinstance(token, _NEVER) or deep > DEPTH_MAX:
                return None
        return yaml.compose(text, Loader=_QuickLoader)
    except (yaml.YAMLError, UnicodeEncodeError):
        return None


def _composed(text: str) -> yaml.Node | None:
    _no_anchors(text)
    try:
        return yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise _malformed(error) from error
    except RecursionError as error:
        raise Unreadable("it is nested too deep to be read", cause="yaml.too_deep") from error


def _no_anchors(text: str) -> None:
    """Before anything is built: an alias makes a few lines into millions."""
    try:
        for token in yaml.scan(text, Loader=_Loader):
            if isinstance(token, _NEVER):
                place = _PLACE % (token.start_mark.line + 1, token.start_mark.column + 1)
                raise Unreadable(
                    f"{place}: anchors, aliases, tags and directives are not read here; write it out",
                    cause="yaml.anchor",
                    place=place,
                )
    except yaml.YAMLError as error:
        raise _malformed(error) from error


def _malformed(error: yaml.YAMLError) -> Unreadable:
    mark = getattr(error, "problem_mark", None)
    place = _PLACE % (mark.line + 1, mark.column + 1) if mark else ""
    problem = getattr(error, "problem", None) or str(error)
    text = f"{place}: it is no YAML: {problem}; quote texts that hold [ ] @ * : or #"
    return Unreadable(text, cause="yaml.malformed", place=place)

"""Decision tables as JDM documents, so that the open editor can edit them; what is more is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from core.kernel.errors import UNDECODABLE, Refused, Unreadable
from core.risk.cells import PARAMETER, cell
from core.risk.coverage import gaps, overlaps
from core.risk.tables import FIRST, UNIQUE, Compiled, Input, Row, Table
from core.risk.values import NUMBER, TEXT, TRUTH, Value, written

BYTES_MAX = 4 * 1024 * 1024
TABLE_NODE, INPUT_NODE, OUTPUT_NODE = "decisionTableNode", "inputNode", "outputNode"


class _Field(msgspec.Struct, frozen=True, kw_only=True):
    """A column of a JDM table; one without a field holds whole expressions in its cells."""

    id: str
    name: str = ""
    field: str | None = None


class _Content(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What stands in a table node."""

    rules: tuple[dict[str, str | None], ...]
    inputs: tuple[_Field, ...]
    outputs: tuple[_Field, ...]
    hit_policy: str = FIRST
    pass_through: bool = False
    input_field: str | None = None
    output_path: str | None = None
    execution_mode: str = "single"


class _Node(msgspec.Struct, frozen=True, kw_only=True):
    """A node of a graph; its content is read by its type."""

    id: str
    type: str
    name: str = ""
    content: msgspec.Raw = msgspec.Raw(b"{}")


class _Graph(msgspec.Struct, frozen=True, kw_only=True):
    """A JDM document, as far as tables go."""

    nodes: tuple[_Node, ...]


def tables_in(document: bytes, kinds: Mapping[str, str] | None = None) -> list[Table]:
    """The tables of a JDM document; Unreadable names the node, the row and the cell that is none of ours.

    kinds: what its inputs are, where that is known; else a column is what its cells compare it with.
    """
    if len(document) > BYTES_MAX:
        raise Unreadable(f"it has {len(document)} bytes, over {BYTES_MAX}", cause="risk.jdm.size")
    try:
        graph = msgspec.json.decode(document, type=_Graph)
        found = [
            _table(node, msgspec.json.decode(node.content, type=_Content), kinds or {})
            for node in graph.nodes
            if _is_table(node)
        ]
    except UNDECODABLE as error:
        raise Unreadable(f"it is no JDM document of tables: {error}", cause="risk.jdm") from error
    if not found:
        raise Unreadable("there is no decision table in it", cause="risk.jdm.none")
    return found


def document_of(tables: Sequence[Table], parameters: Mapping[str, Value]) -> bytes:
    """The tables as a JDM document, each asked with the same input; thresholds stand in it as they are."""
    nodes: list[object] = [_ends("in", INPUT_NODE), _ends("out", OUTPUT_NODE)]
    edges: list[object] = []
    for at, table in enumerate(tables, 1):
        node = f"table-{at}"
        nodes.append(
            {"id": node, "type": TABLE_NODE, "name": table.name, "content": _content(table, parameters)}
        )
        for begin, end in (("in", node), (node, "out")):
            edges.append({"id": f"{begin}-{end}", "type": "edge", "sourceId": begin, "targetId": end})
    return msgspec.json.format(msgspec.json.encode({"nodes": nodes, "edges": edges}), indent=1)


def _is_table(node: _Node) -> bool:
    if node.type not in (TABLE_NODE, INPUT_NODE, OUTPUT_NODE):
        raise Unreadable(
            f"node {node.name or node.id} is a {node.type}; decision tables alone are taken",
            cause="risk.jdm.node",
            place=node.id,
        )
    return node.type == TABLE_NODE


def _table(node: _Node, content: _Content, kinds: Mapping[str, str]) -> Table:
    name = node.name or node.id
    _takes(name, content)
    outputs = {each.id: each.field or each.name for each in content.outputs}
    inputs = {each.id: each.field or "" for each in content.inputs}
    columns = tuple(
        Input(name=field, kind=kinds.get(field) or _guessed([row.get(key) or "" for row in content.rules]))
        for key, field in inputs.items()
    )
    table = Table(
        name=name,
        inputs=columns,
        outputs=tuple(outputs.values()),
        rows=tuple(_row(at, row, inputs, outputs) for at, row in enumerate(content.rules, 1)),
        hit="collect" if content.hit_policy == "collect" else "first",
        leaves_open=True,
    )
    try:
        compiled = Compiled(table, {})
    except Refused as error:
        raise Unreadable(error.text, cause="risk.jdm.cell", place=node.id) from error
    return msgspec.structs.replace(table, leaves_open=_is_open(compiled))


def _is_open(table: Compiled) -> bool:
    """Whether it leaves something open, or has too many parts to tell."""
    try:
        return bool(gaps(table, limit=1))
    except Refused:
        return True


def _takes(name: str, content: _Content) -> None:
    """What a table of JDM may be and ours is not."""
    told = {
        f"hit policy {content.hit_policy}": content.hit_policy not in (FIRST, "collect"),
        "an input field": bool(content.input_field),
        "an output path": bool(content.output_path),
        f"execution mode {content.execution_mode}": content.execution_mode != "single",
        "a column of whole expressions": not all(each.field for each in content.inputs),
    }
    if wrong := [what for what, is_so in told.items() if is_so]:
        raise Unreadable(
            f"table {name} has {wrong[0]}, which is not taken", cause="risk.jdm.table", place=name
        )


def _row(
    at: int, row: Mapping[str, str | None], inputs: Mapping[str, str], outputs: Mapping[str, str]
) -> Row:
    return Row(
        row_id=row.get("_id") or str(at),
        when={field: text for key, field in inputs.items() if (text := (row.get(key) or "").strip())},
        then={field: text for key, field in outputs.items() if (text := (row.get(key) or "").strip())},
        because=row.get("_description") or "",
    )


def _guessed(cells: Sequence[str]) -> str:
    """The kind that the first cell is of which says anything."""
    text = next((text for text in cells if text.strip()), "")
    for kind in (NUMBER, TEXT, TRUTH):
        try:
            cell(text, kind, {})
        except Refused:
            continue
        return kind
    return NUMBER


def _ends(name: str, kind: str) -> dict[str, object]:
    return {"id": name, "type": kind, "name": name, "content": {}}


def _content(table: Table, parameters: Mapping[str, Value]) -> dict[str, object]:
    """JDM knows no unique table: one that answers once everywhere is a first, another is refused."""
    if table.hit == UNIQUE and (found := overlaps(Compiled(table, parameters), limit=1)):
        raise Refused(
            f"table {table.name} answers twice at {found[0]}; JDM cannot say that", cause="risk.jdm"
        )
    return {
        "hitPolicy": "collect" if table.hit == "collect" else "first",
        "inputs": [
            {"id": f"i{at}", "name": each.name, "field": each.name} for at, each in enumerate(table.inputs)
        ],
        "outputs": [{"id": f"o{at}", "name": name, "field": name} for at, name in enumerate(table.outputs)],
        "rules": [
            {"_id": row.row_id, "_description": row.because}
            | {f"i{at}": _said(row.when.get(one.name, ""), parameters) for at, one in enumerate(table.inputs)}
            | {f"o{at}": _said(row.then.get(name, ""), parameters) for at, name in enumerate(table.outputs)}
            for row in table.rows
        ],
        "passThrough": False,
        "inputField": None,
        "outputPath": None,
        "executionMode": "single",
    }


def _said(text: str, parameters: Mapping[str, Value]) -> str:
    return PARAMETER.sub(lambda found: _literal(parameters[found.group()[1:]]), text)


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}'" if isinstance(value, str) else str(written(value))

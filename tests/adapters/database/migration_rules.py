"""What a version of the database may do while a hub of the version before takes in and handles."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

IN_A_TRANSACTION = {"create_table", "create_index", "add_column", "execute", "get_context"}
BESIDE = {"index_beside", "fill_beside"}
# With a word of the version why: which release was the last to know what goes.
WHEN_RETIRED = {"drop_table", "drop_column", "drop_index"}
_SQL = re.compile(
    r"\s*(UPDATE|DELETE|ALTER|DROP|LOCK|TRUNCATE|REINDEX|CLUSTER|VACUUM|CREATE\s+(UNIQUE\s+)?INDEX)\b", re.I
)


def unsafe(text: str) -> list[str]:
    """What of this version stops intake, or breaks the code of the version before, line by line."""
    tree = ast.parse(text)
    beside, retired = "\nBESIDE = True\n" in text, "\nRETIRED = " in text
    made = {_word(call.args[0]) for name, call in _calls(tree) if name == "op.create_table"}
    found = list(_statements(tree))
    for name, call in _calls(tree):
        said = _judge(name, call, made, beside=beside, retired=retired)
        if said:
            found.append(f"line {call.lineno}: {said}")
    return found


def _judge(name: str, call: ast.Call, made: set[str], *, beside: bool, retired: bool) -> str:
    house, _, verb = name.rpartition(".")
    if house != "op":
        return f"{verb} needs `BESIDE = True`" if verb in BESIDE and not beside else ""
    if beside:
        return f"op.{verb} holds its locks until all is over; it stands in a version of its own"
    if verb in WHEN_RETIRED and retired:
        return ""
    if verb not in IN_A_TRANSACTION:
        return f"op.{verb} rewrites or takes away what the version before still uses"
    if verb == "create_index" and _word(call.args[1]) not in made:
        return f"an index on {_word(call.args[1])}, which may be full, stops its writers; use index_beside"
    if verb == "add_column" and not _old_code_may_leave_out(call.args[1]):
        return "a column that is never empty has a server_default that is a constant, or is nullable"
    return ""


def _old_code_may_leave_out(column: ast.expr) -> bool:
    """Nullable, or with a constant in the catalogue, which costs no rewrite."""
    words = {one.arg: one.value for one in getattr(column, "keywords", [])}
    nullable, default = words.get("nullable"), words.get("server_default")
    if default is not None:
        return isinstance(default, ast.Constant)
    return nullable is None or (isinstance(nullable, ast.Constant) and nullable.value is True)


def _statements(tree: ast.Module) -> Iterator[str]:
    """SQL anywhere in the module, whatever is done with it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SQL.match(node.value):
            yield f"line {node.lineno}: {' '.join(node.value.split()[:2])} locks, rewrites or takes away"


def _calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            yield ast.unparse(node.func), node


def _word(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ast.unparse(node)

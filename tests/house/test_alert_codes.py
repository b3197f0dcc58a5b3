"""An alert code of the hub has one meaning: it stands in one table, and one module raises it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from core.hub import alert_codes
from core.hub.alert_codes import CODES, AlertCode
from tests.house.tree import PACKAGES, Source, sources

RECORD = "core/hub/alert_codes.py"
# The console must write the codes out beside the names that it translates.
WRITTEN_OUT = {RECORD, "gateway/console/words.py"}
NUMBERED = re.compile(r"H(?!87$)\d\d")  # H87 is the UN/ECE unit of one piece.
NAMES = {value.code: name for name, value in vars(alert_codes).items() if isinstance(value, AlertCode)}


def test_codes_are_numbered_without_gaps_and_each_says_all_of_itself() -> None:
    assert [code.code for code in CODES] == [f"H{number:02}" for number in range(1, len(CODES) + 1)]
    assert set(NAMES) == {code.code for code in CODES}
    for code in CODES:
        assert all((code.title, code.means, code.about, code.action)), code.code


def test_a_code_is_written_nowhere_but_in_the_record() -> None:
    written = {
        f"{source.name}:{node.lineno} {node.value}"
        for source in sources(*PACKAGES)
        if source.name not in WRITTEN_OUT
        for node in ast.walk(source.syntax)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and NUMBERED.fullmatch(node.value.partition(":")[0])
    }

    assert written == set()


def test_each_code_is_raised_in_one_module() -> None:
    raising: dict[str, list[str]] = {name: [] for name in NAMES.values()}
    for source in sources(*PACKAGES):
        if source.name not in WRITTEN_OUT:
            for name in set(raised_in(source)) & raising.keys():
                raising[name].append(source.name)

    assert {name: modules for name, modules in raising.items() if len(modules) != 1} == {}


def raised_in(source: Source) -> Iterator[str]:
    """Names of codes that the module uses otherwise than to end their alerts, or to look for them."""
    looked_for = {
        id(node.value)
        for node in ast.walk(source.syntax)
        if isinstance(node, ast.Attribute) and node.attr == "code"
    }
    ended = {
        id(name)
        for node in ast.walk(source.syntax)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "cleared"
        for argument in [node.func.value, *node.args]
        for name in ast.walk(argument)
    }
    others = ended | looked_for
    for node in ast.walk(source.syntax):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in others:
            yield node.id

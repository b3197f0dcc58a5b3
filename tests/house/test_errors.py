"""Only what can be answered is caught; everything else is caught in one loop, at the top."""

import ast
from collections.abc import Iterator

from tests.house.tree import PACKAGES, Source, sources

LOOPS = {
    "gateway/worker.py": "the worker's loop",
    "core/hub/uplink.py": "one frame that breaks the intake must not stop every agent of its queue",
    "adapters/otel/spans.py": "whatever a collector or its library does, the pipe goes on",
    "front_end_agent/runner.py": "a fault in one source must not stop the others",
    "front_end_agent/sender.py": "the agent's one loop that must go on",
    "front_end_agent/heartbeat.py": "a silent agent is worse than any fault in telling its state",
}
BROAD = {"Exception", "BaseException"}


def test_only_the_loops_catch_everything() -> None:
    wrong = [
        f"{each.name}:{line}"
        for each in sources(*PACKAGES)
        if each.name not in LOOPS
        for line in swallowed(each)
    ]

    assert wrong == []


def swallowed(source: Source) -> Iterator[int]:
    """Lines that catch everything and do not raise it again."""
    for node in ast.walk(source.syntax):
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and not _raises_again(node):
            yield node.lineno


def _is_broad(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(_is_broad(each) for each in caught.elts)
    return caught is None or (isinstance(caught, ast.Name) and caught.id in BROAD)


def _raises_again(handler: ast.ExceptHandler) -> bool:
    return isinstance(handler.body[-1], ast.Raise)

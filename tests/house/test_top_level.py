"""The top of the tree is as it was named; beside it stands only what tools expect there."""

from tests.house.tree import TREE, everything

NAMED = {
    "gateway", "adapters", "front_end_agent", "mappings", "core", "schedules", "certs", "tests",
    "docker-compose.yml", "README.md",
}  # fmt: skip
TOOLS = {
    ".ci", ".dockerignore", ".gitignore", ".importlinter", "CHANGELOG.md", "Dockerfile", "Makefile", "NOTICE",
    "bench", "docs", "pyproject.toml",
}  # fmt: skip


def test_nothing_stands_at_the_top_but_what_was_named_and_what_tools_expect() -> None:
    found = {path.relative_to(TREE).parts[0] for path in everything()}

    assert found >= NAMED
    assert {name for name in found - NAMED - TOOLS if not name.startswith("requirements")} == set()


def test_no_state_and_no_key_is_in_the_tree() -> None:
    kinds = {".db", ".sqlite", ".key", ".pem", ".log", ".pyc", ".toml.bak"}

    assert [str(path) for path in everything() if path.suffix in kinds] == []

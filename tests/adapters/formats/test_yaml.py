"""YAML, for what people write: every key with its line and column, once, and nothing that can explode."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.formats import reader, yaml
from core.hub.node import Node
from core.kernel.errors import Unreadable

ROOT = Path(__file__).parents[3]
SHIP = ("core", "mappings")


def tree(text: str) -> Node:
    return reader("yaml").read(text.encode(), {})


def refusal(text: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        tree(text)
    return caught.value


def test_every_key_has_its_line_and_column() -> None:
    root = tree("a: 1\nb:\n  - c: {d: x}\n")

    inner = root.children[1].children[0].children[0].children[0]

    assert (inner.name, inner.value, inner.place) == ("d", "x", "line 3 column 9")


def test_words_stay_words() -> None:
    kinds = {
        node.name: (node.kind, node.value)
        for node in tree(
            "a: yes\nb: on\nc: true\nd: 012\ne: 1.50\nf: null\ng: ~\nh: NULL\ni: 2026-11-23\n"
            "j: 'true'\nk:\nl: Off\nm: 1_000\n"
        ).children
    }

    assert kinds == {
        "a": ("text", "yes"),
        "b": ("text", "on"),
        "c": ("true", "true"),
        "d": ("number", "012"),
        "e": ("number", "1.50"),
        "f": ("null", None),
        "g": ("text", "~"),
        "h": ("text", "NULL"),
        "i": ("text", "2026-11-23"),
        "j": ("text", "true"),
        "k": ("null", None),
        "l": ("text", "Off"),
        "m": ("number", "1_000"),
    }


@pytest.mark.parametrize(
    ("text", "cause", "place"),
    [
        ("a: 1\nb: 2\na: 3\n", "yaml.duplicate_key", "line 3 column 1"),
        ("a: &x [1]\nb: *x\n", "yaml.anchor", "line 1 column 4"),
        ("a: !!python/object:os.system x\n", "yaml.anchor", "line 1 column 4"),
        ("%YAML 1.2\n---\na: 1\n", "yaml.anchor", "line 1 column 1"),
        ("a: [1\n", "yaml.malformed", "line 2 column 1"),
        ("a: 1\n---\nb: 2\n", "yaml.malformed", "line 2 column 1"),
        ("? [a]\n: 1\n", "yaml.key", "line 1 column 3"),
        ("<<: {a: 1}\n", "", ""),
        ("", "yaml.empty", "line 1 column 1"),
        ("a: @b\n", "yaml.malformed", "line 1 column 4"),
        ("a: " + "[" * 60 + "]" * 60, "yaml.too_deep", "line 1 column 44"),
    ],
)
def test_what_could_surprise_is_refused(text: str, cause: str, place: str) -> None:
    if not cause:
        assert tree(text).children[0].name == "<<"
        return
    error = refusal(text)

    assert (error.cause, error.place) == (cause, place)
    assert place in error.text or cause == "yaml.empty"


def test_halves_of_a_character_are_joined_and_one_alone_is_refused() -> None:
    assert tree('"\\ud83d\\ude00": "\\ud83d\\ude00"').children[0].name == "\U0001f600"
    assert refusal('a: "\\ud83d"').cause == "yaml.text"


def test_a_bomb_of_aliases_is_refused_before_it_is_built() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]

    assert refusal("\n".join(lines)).cause == "yaml.anchor"


def test_a_file_over_its_size_is_refused() -> None:
    assert refusal("a: " + "x" * (1024 * 1024)).cause == "yaml.too_large"


def test_very_deep_nesting_is_refused() -> None:
    assert refusal("[" * 5_000).cause in {"yaml.too_deep", "yaml.malformed"}


# The slow one would take seconds over the largest, which are written as the others are.
SMALL_BYTES = 6_000
SHIPPED = sorted(path for path in ROOT.glob("*/**/*.yaml") if path.relative_to(ROOT).parts[0] in SHIP)


@pytest.mark.parametrize(
    "text",
    [
        *(path.read_text() for path in SHIPPED if path.stat().st_size < SMALL_BYTES),
        "a:\n  -\n  - b\n  - {c: , d: [1, 'true', true]}\n",
        'a: |\n  x\n\n   y\nb: >-\n  z\n  w\n# said\nc: "d\\\n  e"\n',
        "a: 链桥 x\nb: \U0001f600 y\n'c d': {e: f}\n",
        'a: "x\u2028y"\nb: "z\u0085w"\n',
        "\ufeffa: 1\n",
    ],
    ids=lambda text: f"{len(text)} characters",
)
def test_both_readers_say_the_same_with_the_same_places(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = tree(text)

    monkeypatch.setattr(yaml, "_quickly", lambda text: None)

    assert tree(text) == quick


def test_what_is_well_is_read_by_the_quick_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> None:
        raise AssertionError(f"the slow one was asked for {text!r}")

    monkeypatch.setattr(yaml, "_composed", broken)

    assert len(SHIPPED) > 100
    assert all(tree(path.read_text()).children for path in SHIPPED)


def test_blocks_over_the_depth_are_refused_before_anything_is_built() -> None:
    assert refusal("- " * 100_000 + "x").cause == "yaml.too_deep"

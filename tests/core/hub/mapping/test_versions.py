"""A mapping is named by what it says: its tables and what it extends too, its comments and lay-out not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adapters.formats import bundle, load_bundle, load_mapping
from core.hub.mapping import Mapping
from core.kernel.errors import Unreadable
from tests.core.hub.mapping.given import one, raising

BASE = """\
mapping: 1
reads: {format: json}
tables: {units: shared/units.yaml}
documents:
  - {type: a.v1, identity: {number: no, content: true}, body: {no: n}}
"""
OWN = """\
extends: standards/order.yaml
reads: {encoding: gbk}
nulls: [none]
"""
FILES = {"standards/order.yaml": BASE, "shared/units.yaml": "吨: TNE\n", "acme/in/order.yaml": OWN}


def fetch_from(files: dict[str, str]) -> Callable[[str], bytes]:
    def fetch(name: str) -> bytes:
        if name not in files:
            raise Unreadable(f"there is no file {name!r}")
        return files[name].encode()

    return fetch


def loaded(files: dict[str, str]) -> Mapping:
    return load_mapping(
        files["acme/in/order.yaml"].encode(), "acme/in/order.yaml", fetch_from(files), types=None
    )


def hash_of(**changes: str) -> str:
    files = {**FILES, **{key.replace("__", "/") + ".yaml": text for key, text in changes.items()}}
    return loaded(files).hash


def test_a_mapping_may_extend_another_by_a_few_words() -> None:
    mapping = loaded(FILES)

    assert mapping.options == {"encoding": "gbk"}
    assert one(mapping, '{"n": "钢"}'.encode("gbk")).body == {"no": "钢"}


def test_the_hash_is_of_what_is_said_and_not_of_how() -> None:
    same = OWN.replace("[none]", "\n  - none   # as they write it") + "# the end\n"

    assert hash_of() == hash_of(acme__in__order=same)
    assert len(hash_of()) == 64


@pytest.mark.parametrize(
    "change",
    [
        {"acme__in__order": OWN.replace("none", "None")},
        {"standards__order": BASE.replace("no: n", "no: m")},
        {"shared__units": "吨: KGM\n"},
    ],
)
def test_the_hash_changes_with_anything_said(change: dict[str, str]) -> None:
    assert hash_of(**change) != hash_of()


def test_a_word_may_be_taken_away() -> None:
    files = {**FILES, "acme/in/order.yaml": "extends: standards/order.yaml\ntables: null\n"}

    assert loaded(files).hash == hash_of(
        standards__order=BASE.replace("tables: {units: shared/units.yaml}\n", ""),
        acme__in__order="extends: standards/order.yaml\n",
    )


def test_a_fault_in_an_extended_file_names_that_file() -> None:
    files = {**FILES, "standards/order.yaml": BASE.replace("number: no", "numba: no")}

    error = raising(lambda: loaded(files))

    assert "standards/order.yaml line 5 column 29" in error.text


def test_a_failure_names_the_line_of_the_extended_file() -> None:
    files = {**FILES, "standards/order.yaml": BASE.replace("no: n}", "no: {from: n, as: integer}}")}

    assert raising(lambda: one(loaded(files), '{"n": "x"}')).cause == "map.integer@standards/order.yaml:5"


@pytest.mark.parametrize(
    "files",
    [
        {"acme/in/order.yaml": "extends: nothing.yaml\n"},
        {"acme/in/order.yaml": "extends: acme/in/order.yaml\n"},
        {"standards/order.yaml": "extends: acme/in/order.yaml\n"},
        {"shared/units.yaml": "[1]"},
        {"shared/units.yaml": "a: {b: c}"},
        {"standards/order.yaml": BASE.replace("shared/units", "shared/none")},
    ],
)
def test_a_file_that_is_not_there_or_goes_in_a_circle_is_a_fault(files: dict[str, str]) -> None:
    error = raising(lambda: loaded({**FILES, **files}))

    assert error.cause.startswith("mapping.invalid@")


def test_a_published_mapping_carries_every_file_it_needs() -> None:
    kept = bundle(OWN.encode(), "acme/in/order.yaml", fetch_from(FILES), types=None)

    again = load_bundle(kept)

    assert again.hash == hash_of()
    assert again.name == "acme/in/order.yaml"
    assert bundle(OWN.encode(), "acme/in/order.yaml", fetch_from(FILES), types=None) == kept


@pytest.mark.parametrize(
    "kept", [b"", b"{}", b'{"name": "a", "files": {}}', b'{"name": "a", "files": {"b": ""}}']
)
def test_what_is_no_published_mapping_is_refused(kept: bytes) -> None:
    assert raising(lambda: load_bundle(kept)).cause == "mapping.no_bundle"

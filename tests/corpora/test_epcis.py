"""K-E1, K-E2, K-E3 over every EPCIS file: counted as in the key, refused with a path, one name for twins."""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import msgspec
import pytest

from adapters.formats import reader
from adapters.formats.epcis.rules import events, text_at
from core.hub.mapping.event_hash import event_hash
from core.hub.node import Node
from core.kernel.errors import Unreadable

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
pytestmark = pytest.mark.skipif(not CORPORA.exists(), reason="../shared/corpora is not here")
# The key finds it valid, as an XSD does that takes any text for a URI; its EPC 5900000818 is none.
NO_URI = "epcis/fastnt/Requests/Capture/CaptureInvalidUri.xml"
# An event of its maker's own kind standing alone, which the key does not count.
OWN_KIND = "epcis/gs1-epcis/JSON-Schema/test/Extended-Event.json"
# The key's reader did not take the byte order mark for one. Of these drafts' bare parts some are documents.
MARKED = "epcis/mgh128-json-schema/"
SIMPLE = "epcis/gs1-epcis/JSON-simple-context"
# The schema wants a list where one stands alone, and text where 2.0 is a number. JSON-LD means the same by
# both, and pairs.csv has them beside their valid twins. The last has a URN where JSON has a word.
SAME_IN_JSON_LD = {
    f"{SIMPLE}/Example-TransactionEvents-2020_07_03y.jsonld",
    f"{SIMPLE}/WithFullCombinationOfFields/object_event_all_possible_fields.jsonld",
    f"{SIMPLE}/WithSensorData/SensorDataExample17.jsonld",
    "epcis/gs1-epcis/XML/WithEventHashID/event_with_identical_hash_id_7.json",
}
TABLE = {
    "taken": 159,
    "no capture": 81,
    "refused as invalid": 17,
    "a key said twice": 2,
    "broken JSON": 5,
}


class Key(msgspec.Struct, frozen=True):
    """What the answer key says of one file."""

    file: str
    format: str
    root: str
    events: int
    schema_verdict: str

    @property
    def invalid(self) -> bool:
        labelled = "/Invalid/" in self.file or self.schema_verdict.startswith("INVALID")
        return (labelled and self.file not in SAME_IN_JSON_LD) or self.file == NO_URI


@cache
def keys() -> tuple[Key, ...]:
    with (CORPORA / "_oracle" / "epcis.csv").open(encoding="utf-8") as file:
        return tuple(msgspec.convert(row, Key, strict=False) for row in csv.DictReader(file))


def read(file: str) -> Node | Unreadable:
    try:
        return reader("epcis").read((CORPORA / file).read_bytes(), {"bare_doctype": "allow"})
    except Unreadable as error:
        return error


def told(root: Node) -> list[Node]:
    """The events, of a bare one itself."""
    found = [event for _, event in events(root)]
    return found or ([root] if text_at(root, "eventTime") else [])


def test_every_valid_document_gives_as_many_events_of_each_kind_as_the_key_counts() -> None:
    wrong = []
    for key in keys():
        found = read(key.file)
        if key.invalid or isinstance(found, Unreadable) or key.file.startswith((MARKED, OWN_KIND)):
            continue
        if len(told(found)) != key.events:
            wrong.append((key.file, len(told(found)), key.events))

    assert wrong == []


def test_every_document_with_events_is_taken_but_those_that_are_invalid_or_say_a_key_twice() -> None:
    refused = [
        (key.file, str(found))
        for key in keys()
        if key.events and not key.invalid and isinstance(found := read(key.file), Unreadable)
        if found.cause != "json.duplicate_key"
    ]

    assert refused == []


def test_every_invalid_capture_is_refused_with_a_path_even_where_the_schema_alone_lets_it_pass() -> None:
    invalid = [key for key in keys() if key.invalid]
    passed = [key.file for key in invalid if not isinstance(read(key.file), Unreadable)]
    unplaced = [
        key.file for key in invalid if isinstance(error := read(key.file), Unreadable) and not error.place
    ]

    assert (passed, unplaced) == ([], [])
    assert {key.schema_verdict[:5] for key in invalid if key.events} == {"", "valid", "INVAL"}


def test_the_table_of_counts() -> None:
    said = {"epcis.no_capture": "no capture", "epcis.invalid": "refused as invalid"}
    said |= {"json.duplicate_key": "a key said twice", "json.malformed": "broken JSON"}
    found = [read(key.file) for key in keys()]
    table = Counter(
        said[each.cause] if isinstance(each, Unreadable) else "taken"
        for each, key in zip(found, keys(), strict=True)
        if not key.file.startswith((OWN_KIND,))
    )

    assert table == TABLE


def test_events_of_one_hash_have_one_name_in_xml_and_json() -> None:
    """The second says its local time with another offset, which counts in CBV 2.0; the file is older."""
    files = [
        key.file for key in keys() if "identical_hash_id" in key.file and not key.file.endswith("_2.xml")
    ]
    roots = [read(file) for file in files]

    found = {
        event_hash(event, root) for root in roots if not isinstance(root, Unreadable) for event in told(root)
    }

    assert (len(files), len(found)) == (6, 1)


def test_a_bare_doctype_stands_in_twelve_files_and_is_read_over_only_where_it_is_allowed() -> None:
    """README of the corpora; without the option each is refused."""
    marked = [
        file
        for file in (key.file for key in keys() if key.format == "xml")
        if b"<!DOCTYPE" in (CORPORA / file).read_bytes()
    ]

    assert len(marked) == 12
    for file in marked:
        with pytest.raises(Unreadable) as caught:
            reader("epcis").read((CORPORA / file).read_bytes(), {})
        assert caught.value.cause == "xml.doctype"
        assert not isinstance(read(file), Unreadable)

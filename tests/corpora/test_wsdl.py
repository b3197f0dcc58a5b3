"""K-W1 to K-W6: two hundred contracts nobody here wrote, registered, called and refused; no socket is opened.

A table of counts (passed, refused as expected, open) is printed by `pytest -s`, and held below.
"""

from __future__ import annotations

import csv
import json
import re
import socket
import warnings
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from lxml import etree

from adapters.formats import understand
from adapters.formats.mappings import load_mapping
from adapters.formats.xml import parsed
from adapters.soap.kept import gather
from adapters.soap.service import Service, _types
from core.hub.mapping import Facts
from core.kernel.errors import HubError, Refused
from tests.programs import ROOT

CORPORA = ROOT.parent / "shared" / "corpora"
if not CORPORA.is_dir():
    pytest.skip("../shared/corpora is not here", allow_module_level=True)
WSDLS = CORPORA / "wsdl"
SAMPLES = WSDLS / "node-soap" / "request-response-samples"

# The key says that they load, where the files that they import lay beside them: here those are not.
WITHOUT_THEIR_IMPORTS = {
    "wsdl11/wsdl2/person.wsdl": "../wsdl1/person-soap-binding.wsdl",
    "resources/wsdl/foo.wsdl": "../schemas/configuration/bar.xsd",
}  # fmt: skip
# The network the key was made without: what these import from the web we have words of our own for.
BLOCKED = "network import blocked: "
OURS = ("http://schemas.xmlsoap.org/soap/encoding/", "http://www.w3.org/2005/05/xmlmime")


class Row(NamedTuple):
    """One contract and what the key says of it."""

    file: str
    loads: bool
    why: str


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*said: Any, **_: Any) -> None:
        raise AssertionError(f"a socket was opened: {said}")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@cache
def _rows() -> list[Row]:
    with (CORPORA / "_oracle" / "wsdl.csv").open(encoding="utf-8", newline="") as file:
        return [
            Row(row["file"], row["zeep_4_3_offline"].startswith("ok"), row["zeep_4_3_offline"])
            for row in csv.DictReader(file)
        ]


def _registered(file: Path) -> Service:
    return Service(gather(file, WSDLS, {}))


def test_k_w1_what_loads_offline_is_registered_and_a_failure_names_what_is_missing() -> None:
    counts: Counter[str] = Counter()
    still_open: list[str] = []
    for row in _rows():
        service, error = _tried(CORPORA / row.file)
        counts["registered" if service is not None else "refused as expected"] += 1
        if service is not None:
            counts["operations"] += len(service.operations())
        still_open += [f"{row.file}: {why}" for why in _against_the_key(row, error)]
    print("\nK-W1", dict(counts), "open", len(still_open))

    assert still_open == []
    assert counts["registered"] >= 133
    assert counts["registered"] + counts["refused as expected"] == len(_rows())


def _tried(file: Path) -> tuple[Service | None, HubError | None]:
    try:
        return _registered(file), None
    except HubError as error:
        return None, error


def _against_the_key(row: Row, error: HubError | None) -> Iterator[str]:
    """What differs from the key and has no reason."""
    if error is None:
        if not row.loads and not any(BLOCKED + ours in row.why for ours in OURS):
            yield f"loads here, and the key says {row.why}"
        return
    excused = any(
        row.file.endswith(end) and place == error.place for end, place in WITHOUT_THEIR_IMPORTS.items()
    )
    if row.loads and not excused:
        yield error.text
    lacks = "No such file" in row.why or BLOCKED in row.why
    if lacks and (error.cause != "wsdl.missing" or not error.place or error.place not in error.text):
        yield f"the missing import is not named: {error.text}"


# Golden requests whose values or ways are node-soap's own, by the beginning of their folder, each with why.
OWN_WAYS = {
    "SendCDATA": "a text that looks like CDATA is written as a section: ours stays a text",
    "addPrefix": "reads the body's namespace as a prefix; the standard says that it is the namespace",
    "GetSubscription": "the message names an element that no schema has: such an operation is not offered",
    "SetResource": "the message names an element that no schema has: such an operation is not offered",
    "IndienenBericht": "values have prefixes in their names",
    "Login": "values lack what the schema needs, the answer is another than the schema's",
    "Message": "values spell a part otherwise than the WSDL",
    "UpdateProfile__correct_namespaces_other": "values lack what the schema needs",
    "fooOp": "a value breaks the schema's pattern, the answer is not well-formed",
    "Dummy__should_deserialize": "the answer is in another order than its schema",
    "execFile": "a service of SOAP 1.2 is answered in 1.1",
}


def _golden() -> list[Path]:
    return sorted(folder for folder in SAMPLES.iterdir() if (folder / "soap.wsdl").exists())


def _plain(root: etree._Element) -> Any:
    """Names with namespaces, texts and attributes; prefixes and blanks are nobody's business."""
    attributes = {str(key): value for key, value in root.items() if not str(key).endswith("encodingStyle")}
    children = [_plain(child) for child in root]
    return (str(root.tag), attributes, (root.text or "").strip() if not children else "", children)


def _values(said: Any) -> Any:
    """As our mappings write values: attributes beside the elements, a text with attributes as _value_1."""
    if isinstance(said, list):
        return [_values(one) for one in said]
    if not isinstance(said, dict):
        return said
    values = {key: _values(one) for key, one in said.items() if key != "attributes"}
    for key, one in said.get("attributes", {}).items():
        values[key] = one
    if "$value" in values:
        values["_value_1"] = values.pop("$value")
    return values


def _unexplained(folder: Path, error: Exception) -> bool:
    """Whether neither the key nor its own ways say why it is outside of what we support."""
    [row] = [one for one in _rows() if one.file.endswith(f"{folder.name}/soap.wsdl")]
    return row.loads and not any(folder.name.startswith(name) for name in OWN_WAYS)


def test_k_w2_the_golden_requests_of_the_supported_subset_are_made_as_they_stand() -> None:
    counts: Counter[str] = Counter()
    still_open: list[str] = []
    for folder in _golden():
        try:
            service = _registered(folder / "soap.wsdl")
            values = _values(json.loads((folder / "request.json").read_text(encoding="utf-8")))
            called = service.call(folder.name.partition("__")[0], values)
        except HubError as error:
            counts["refused as expected"] += 1
            still_open += [f"{folder.name}: {error}"] if _unexplained(folder, error) else []
            continue
        golden = parsed((folder / "request.xml").read_bytes(), {})
        if [_plain(one) for one in called.envelope[-1]] == [_plain(one) for one in golden[-1]]:
            counts["passed"] += 1
        elif any(folder.name.startswith(name) for name in OWN_WAYS):
            counts["in a way of its own"] += 1
        else:
            # Ours was held against the WSDL's own schemas before it would have left.
            with pytest.raises(Refused, match="not as the WSDL says"):
                service._schemas.require_valid(golden)
            counts["the golden one breaks its schema"] += 1
    print("\nK-W2 requests", dict(counts), "open", still_open)

    assert still_open == []
    assert counts["passed"] >= 12
    assert counts["the golden one breaks its schema"] == 3


def test_k_w2_the_golden_answers_of_the_supported_subset_are_read() -> None:
    counts: Counter[str] = Counter()
    still_open: list[str] = []
    for folder in _golden():
        try:
            service = _registered(folder / "soap.wsdl")
            service.answer(folder.name.partition("__")[0], (folder / "response.xml").read_bytes())
            counts["passed"] += 1
        except HubError as error:
            counts["refused as expected"] += 1
            still_open += [f"{folder.name}: {error}"] if _unexplained(folder, error) else []
    print("\nK-W2 answers", dict(counts), "open", still_open)

    assert still_open == []
    assert counts["passed"] >= 17


def test_k_w3_operations_in_rpc_are_called_by_their_names_in_their_namespaces() -> None:
    counts: Counter[str] = Counter()
    for row in _rows():
        service, _ = _tried(CORPORA / row.file)
        for one in service.operations() if service is not None else ():
            if one.style != "rpc":
                continue
            assert service is not None
            operation = service._binding(one.name, one.port).get(one.name)
            simple = {name: _SIMPLE.get(type_) for name, type_ in _types(operation).items()}
            if None in simple.values():
                counts["with parts of its own types"] += 1
                continue
            [wrapper] = service.call(one.name, simple, port=one.port).envelope[-1]
            assert etree.QName(wrapper).localname == one.name.partition(".")[0]
            assert sorted(etree.QName(part).localname for part in wrapper) == sorted(simple)
            counts["called"] += 1
    print("\nK-W3", dict(counts))

    assert counts["called"] >= 5


XSD = "{http://www.w3.org/2001/XMLSchema}"
_SIMPLE = {f"{XSD}string": "a", f"{XSD}int": 1, f"{XSD}long": 1, f"{XSD}boolean": True, f"{XSD}float": "1.5"}


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "http://169.254.169.254/latest/meta-data", "http://h/a.dtd"]
)
def test_k_w4_a_contract_that_imports_what_no_copy_stands_for_is_refused_by_name(
    tmp_path: Path, location: str
) -> None:
    changed = 0
    for row in _rows():
        text = (CORPORA / row.file).read_bytes()
        harmful = re.sub(
            rb'((?:schemaLocation|\slocation)=")[^" ]+(")', rb"\g<1>" + location.encode() + rb"\2", text
        )
        if not row.loads or harmful == text or b"import" not in text:
            continue
        file = tmp_path / f"{changed}.wsdl"
        file.write_bytes(harmful)
        service, error = _tried_in(file, tmp_path)
        if service is not None:
            continue  # Only addresses of its services, no import, stood there.
        assert error is not None
        assert (error.cause, error.place) in (("wsdl.import", location), ("wsdl.dtd", location)), row.file
        changed += 1

    assert changed >= 20


def _tried_in(file: Path, root: Path) -> tuple[Service | None, HubError | None]:
    try:
        return Service(gather(file, root, {})), None
    except HubError as error:
        return None, error


UNWRAPS = """
mapping: 1
reads: {format: xml}
documents:
  - type: noted.event.v1
    let:
      inner: {node: "Body/DummyResponse/DummyResult/DummyList/DummyElement", unwrap: {format: FORMAT}}
    identity: {number: event_no, revision: {value: "1"}}
    body:
      event_no: {from: "$inner/PATH", required: true}
      kind: {value: answer}
      event_time: {value: "2026-11-28T00:00:00Z", as: datetime}
      reason: {value: an answer}
"""


def test_k_w6_xml_or_json_inside_a_string_of_an_answer_is_unwrapped_by_a_mapping() -> None:
    payload = (SAMPLES / "Dummy__should_handle_cdata_xml_in_response" / "response.xml").read_bytes()
    inside = re.search(rb"<!\[CDATA\[.*\]\]>", payload, re.DOTALL)
    assert inside is not None
    as_json = payload.replace(inside[0], b'{"forms": {"form": {"no": "1234"}}}')

    for text, format_, path in ((payload, "xml", "forms/form/@ObjectId"), (as_json, "json", "forms/form/no")):
        mapping = load_mapping(UNWRAPS.replace("FORMAT", format_).replace("PATH", path).encode(), "k/w6.yaml")
        [document] = understand(mapping, text, Facts(issuer="p", source="s", zone="UTC")).documents
        assert document.number == "1234"

"""EDIFACT as retailers send it, written for tests: segments in, what the mappings make of them out."""

from __future__ import annotations

from functools import cache

from adapters.formats import folder, load_mapping, understand
from core import catalogue
from core.hub.mapping import Facts, Mapping, Reading
from tests.mappings.ubl_bodies import Body, settled
from tests.programs import ROOT

FACTS = Facts(issuer="them", source="edi", site="W1", zone="UTC", name="x.edi")
HEAD = "UNB+UNOC:3+5412345000013:14+5498765000012:14+261128:1200+{ref}'"
PARTIES = "NAD+BY+2::9++Buy'NAD+SU+1::9++Sell'"


@cache
def mapping(name: str = "any") -> Mapping:
    path = f"standards/edifact/{name}.yaml"
    fetch = folder(ROOT / "mappings")
    return load_mapping(fetch(path), path, fetch)


def message(kind: str, segments: str, *, version: str = "D:96A:UN:EAN008", reference: str = "1") -> str:
    """UNH, the segments, and UNT with its count."""
    count = segments.replace("??", "").replace("?'", "").count("'") + 2
    return f"UNH+{reference}+{kind}:{version}'{segments}UNT+{count}+{reference}'"


def interchange(*messages: str, ref: str = "REF1", head: str = HEAD) -> bytes:
    return f"{head.format(ref=ref)}{''.join(messages)}UNZ+{len(messages)}+{ref}'".encode("latin-1")


def read(payload: bytes) -> Reading:
    """What becomes of it; every document is one of the catalogue."""
    reading = understand(mapping(), payload, FACTS)
    for document in reading.documents:
        catalogue.read(document.type, document.body)
    return reading


def made(kind: str, segments: str, **said: str) -> Body:
    """The body of the one document that a message becomes."""
    reading = read(interchange(message(kind, segments, **said)))
    assert [problem.text for problem in reading.problems if problem.kind != "flag"] == []
    [document] = reading.documents
    return settled(document.type, document.body)


def refused(kind: str, segments: str) -> str:
    """Why a message becomes no document."""
    reading = read(interchange(message(kind, segments)))
    assert reading.documents == ()
    [problem] = reading.problems
    return problem.text


def named(*payloads: bytes) -> list[tuple[str, str]]:
    """Number and revision of every document."""
    return [
        (document.number, document.revision) for payload in payloads for document in read(payload).documents
    ]

"""docs/wire/samples are what the agent seals, and what a reader of docs/wire.md understands.

With LIANQIAO_WRITE_SAMPLES=1 they are written anew.
"""

import base64
import hashlib
import json
import os
from typing import Any

import pytest

from tests.front_end_agent import samples
from tests.front_end_agent.hub_book import HubBook
from tests.front_end_agent.wire_reader import KnownAgent, WireError, read_frame, read_text, split_run

# How deflate packs is zlib's own affair: such frames must only be read as the same.
PACKED = {"data-many-documents", "data-chunk-0", "data-chunk-1", "data-manifest", "key", "data-after-key"}
PACKED |= {"data-traced"}


def write_all() -> None:
    samples.FOLDER.mkdir(parents=True, exist_ok=True)
    made = samples.frames()
    for name, frame in made.items():
        (samples.FOLDER / f"{name}.frame").write_bytes(frame.sealed)
    for name, (raw, _code) in samples.bad_frames(made).items():
        (samples.FOLDER / f"bad-{name}.frame").write_bytes(raw)
    codes = {f"bad-{name}": code for name, (_raw, code) in samples.bad_frames(made).items()}
    run = b"".join(len(made[name].sealed).to_bytes(4, "big") + made[name].sealed for name in RUN)
    (samples.FOLDER / "run.frames").write_bytes(run)
    for name, said in samples.texts().items():
        (samples.FOLDER / f"{name}.json").write_text(pretty(said), "utf-8")
    for name, said in {"keys": samples.keys(), "index": samples.index(), "bad": codes}.items():
        (samples.FOLDER / f"{name}.json").write_text(pretty(said), "utf-8")


RUN = ("open", "data-one-document", "data-notice")


def pretty(said: Any) -> str:
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


@pytest.fixture(autouse=True, scope="module")
def written() -> None:
    """Written anew only when asked to."""
    if os.environ.get("LIANQIAO_WRITE_SAMPLES"):
        write_all()


def known() -> KnownAgent:
    agent = KnownAgent()
    agent.add(bytes.fromhex(json.loads((samples.FOLDER / "keys.json").read_text())["agent"]["public"]))
    return agent


def kept(name: str) -> bytes:
    return (samples.FOLDER / name).read_bytes()


@pytest.mark.parametrize("name", list(samples.frames()))
def test_the_agent_seals_what_the_sample_says(name: str) -> None:
    if name not in PACKED:
        assert samples.frames()[name].sealed == kept(f"{name}.frame")


def test_the_chain_of_samples_is_read_to_its_end_and_holds_what_the_index_says() -> None:
    agent, previous = known(), "0" * 64
    index = json.loads(kept("index.json"))
    for name in samples.frames():
        frame = read_frame(kept(f"{name}.frame"), agent)
        assert frame.header["previous"] == previous
        previous = frame.hash
        if name in index:
            assert frame.hash == index[name]["hash"]
            assert [readable(record) for record in frame.records] == index[name]["records"]


def test_a_hub_takes_the_whole_chain_and_puts_the_large_file_together() -> None:
    book = HubBook(agent=samples.AGENT, known=known())
    for name in samples.frames():
        book.take(kept(f"{name}.frame"))

    assert book.refused == []
    assert book.contiguous == len(samples.frames())
    assert book.files() == {"large.bin": samples.LARGE}


@pytest.mark.parametrize(("name", "code"), list(json.loads(kept("bad.json")).items()))
def test_a_bad_frame_is_refused_for_its_reason(name: str, code: str) -> None:
    book = HubBook(agent=samples.AGENT, known=known())
    book.take(kept("open.frame"))
    book.take(kept("data-one-document.frame"))

    try:
        read_frame(kept(f"{name}.frame"), known())
        book.take(kept(f"{name}.frame"))
        refused = [each["code"] for each in book.refused]
    except WireError as error:
        refused = [error.code]

    assert refused == [code]


def test_a_run_of_frames_is_split_as_it_was_joined() -> None:
    assert split_run(kept("run.frames")) == [kept(f"{name}.frame") for name in RUN]
    with pytest.raises(WireError):
        split_run(kept("run.frames")[:-1])


def test_signed_texts_hold_under_their_keys() -> None:
    keys = json.loads(kept("keys.json"))
    both = KnownAgent()
    both.add(bytes.fromhex(keys["agent"]["public"]))
    both.add(bytes.fromhex(keys["hub"]["public"]))
    for name, made in samples.texts().items():
        assert json.loads(kept(f"{name}.json")) == made
        purpose, said = read_text(kept(f"{name}.json"), both)
        assert name.startswith(purpose)
        assert said["agent"] == samples.AGENT


def readable(record: dict[str, Any]) -> dict[str, Any]:
    payload = record.get("payload")
    if payload is None:
        return record
    if len(payload) <= 256:
        return {**record, "payload": base64.b64encode(payload).decode()}
    return {**record, "payload": None, "payload_sha256": hashlib.sha256(payload).hexdigest()}

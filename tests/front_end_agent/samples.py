"""The samples of docs/wire/samples: made by the agent's own code from fixed keys and a fixed clock."""

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from front_end_agent.frame import Chain, Frame, seal_key, seal_open, seal_records
from front_end_agent.record import Chunk, Document, Manifest, Notice, Record, array_of, pack
from front_end_agent.signed import sign_text
from front_end_agent.suites import Key
from tests.front_end_agent.wire_reader import sign_text as hub_signs

FOLDER = Path(__file__).parents[2] / "docs" / "wire" / "samples"
AGENT, EPOCH = "wms-sample", "0123456789abcdef0123456789abcdef"
AT = datetime(2026, 11, 23, 8, 15, 30, 123456, tzinfo=UTC)
TEXT_AT = "2026-11-23T08:15:30.123456Z"
KEY, NEW_KEY = Key(bytes(range(32))), Key(bytes(range(32, 64)))
HUB_SEED = bytes(range(64, 96))
FILE = "f" * 32
LARGE = bytes(range(256)) * 2100  # 525 kB: a chunk of 512 kB and one of 13,312 bytes

PLACE = {"source": "wms-drop", "site": "WH-01", "seen_at": TEXT_AT}


def records() -> Iterator[tuple[str, list[Record]]]:
    """Frames 2 and following, by the name of their sample."""
    facts = {"watermark": "w1", "encoding": "unknown", "modified_at": TEXT_AT}
    csv = "单号,数量\r\nIN-1,7.50\r\n".encode("gb18030")
    yield (
        "data-one-document",
        [
            Document(**PLACE, name="入库.csv", media="text/csv", facts=facts, payload=csv),
        ],
    )
    yield (
        "data-notice",
        [
            Notice(**PLACE, facts={}, what="source_failed", text="/drop cannot be read: Permission denied"),
        ],
    )
    yield "data-chunk-0", [Chunk(file=FILE, index=0, payload=LARGE[: 512 * 1024])]
    yield "data-chunk-1", [Chunk(file=FILE, index=1, payload=LARGE[512 * 1024 :])]
    yield "data-manifest", [
        Manifest(
            **PLACE, name="large.bin", media="application/octet-stream", facts={"watermark": "w2"},
            file=FILE, size=len(LARGE), sha256=hashlib.sha256(LARGE).hexdigest(), chunks=2,
        )
    ]  # fmt: skip
    yield (
        "data-many-documents",
        [
            Document(**PLACE, name=f"SO-{n}", media="application/json", facts={}, payload=b'{"n":"%d"}' % n)
            for n in range(200)
        ],
    )


def frames() -> dict[str, Frame]:
    """The whole chain, in order: open, then data, then the change of keys, then one signed by the new key."""
    made: dict[str, Frame] = {}
    chain = Chain(agent=AGENT, epoch=EPOCH, number=1, previous="0" * 64)
    made["open"] = seal_open(chain, key=KEY, at=AT, after={"epoch": "ab" * 16, "number": 41})
    chain = chain.after(made["open"])
    for name, said in records():
        made[name] = _seal(chain, KEY, said)
        chain = chain.after(made[name])
    made["key"] = seal_key(chain, key=KEY, at=AT, new_key=NEW_KEY)
    said = [Document(**PLACE, name="b.csv", media="text/csv", facts={}, payload=b"1")]
    made["data-after-key"] = _seal(chain.after(made["key"]), NEW_KEY, said)
    chain = chain.after(made["key"]).after(made["data-after-key"])
    made["data-traced"] = _seal(chain, NEW_KEY, traced())
    return made


def traced() -> list[Record]:
    """A document with the trace it was given, as its agent knew it."""
    facts = {"watermark": "w3", "tracestate": "vendor=1"}
    trace = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"
    return [Document(**PLACE, name="c.csv", media="text/csv", facts=facts, payload=b"2", trace=trace)]


def bad_frames(good: dict[str, Frame]) -> dict[str, tuple[bytes, str]]:
    """Frames that must be refused, with the code of the receipt."""
    one = good["data-one-document"].sealed
    header_end = 8 + int.from_bytes(one[4:8], "big")
    chain = Chain(agent=AGENT, epoch=EPOCH, number=2, previous=good["open"].hash)
    fork = seal_records(chain, key=KEY, at=AT, packed=array_of([]), count=0)
    return {
        "truncated": (one[:-1], "unreadable"),
        "longer": (one + b"\0", "unreadable"),
        "no-magic": (b"LQF2" + one[4:], "unreadable"),
        "header-too-long": (b"LQF1" + (16_385).to_bytes(4, "big") + one[8:], "too_large"),
        "header-changed": (one.replace(b'"number":2', b'"number":3'), "signature"),
        "signature-changed": (one[:header_end] + bytes(64) + one[header_end + 64 :], "signature"),
        "body-changed": (one[:-1] + bytes([one[-1] ^ 1]), "unreadable"),
        "fork": (fork.sealed, "fork"),
    }


def texts() -> dict[str, Any]:
    """Signed texts of both sides, and the enrolment."""
    hub = Ed25519PrivateKey.from_private_bytes(HUB_SEED)
    head = frames()["data-many-documents"].hash
    beat = {
        "agent": AGENT, "epoch": EPOCH, "beat": 1795421730123, "at": TEXT_AT, "version": "0.1.0",
        "sealed": 7, "receipted": 6, "depth": 1, "files": 0, "bytes": 32768, "bytes_max": 2147483648,
        "oldest_at": TEXT_AT, "state": "running", "error": None, "uplink": "https",
        "sources": [
            {"source": "wms-drop", "watermark": "w2", "seen_at": TEXT_AT, "state": "ok", "error": None}
        ],
        "command": 0, "command_error": None, "incarnation": 1,
    }  # fmt: skip
    receipt = {
        "agent": AGENT, "hub": "hub-sample", "incarnation": 1, "epoch": EPOCH, "contiguous": 7, "hash": head,
        "held": [9], "missing": [8], "refused": [{"number": 2, "code": "fork", "text": "2 was another"}],
        "watermarks": {"wms-drop": "w2"}, "at": TEXT_AT,
    }  # fmt: skip
    said: dict[str, Any] = {
        "beat": json.loads(sign_text("beat", beat, key=KEY)),
        "receipt": hub_signs("receipt", receipt, hub),
    }
    arguments: dict[str, dict[str, Any]] = {
        "resend": {"from": 3}, "reread": {"source": "wms-drop", "watermark": None},
        "pace": {"frames_per_s": 50}, "log_level": {"level": "debug"},
    }  # fmt: skip
    for number, (command, given) in enumerate(arguments.items(), start=1):
        asked = {
            "agent": AGENT, "number": number, "expires_at": "2099-01-01T00:00:00.000000Z",
            "command": command, "arguments": given,
        }  # fmt: skip
        said[f"command-{command}"] = hub_signs("command", asked, hub)
    return said


def keys() -> dict[str, Any]:
    hub = Key(HUB_SEED)
    named = {"agent": KEY, "agent_next": NEW_KEY, "hub": hub}
    return {
        name: {"id": key.id, "public": key.public.hex(), "seed": key.seed.hex()}
        for name, key in named.items()
    }


def index() -> dict[str, Any]:
    """What each frame must be read as; payloads in base64, long ones by their hash."""
    said = {name: [_readable(record) for record in given] for name, given in records()}
    said["data-traced"] = [_readable(record) for record in traced()]
    return {
        name: {"number": frame.number, "hash": frame.hash, "records": said.get(name, [])}
        for name, frame in frames().items()
        if name != "data-after-key"
    }


def _seal(chain: Chain, key: Key, said: list[Record]) -> Frame:
    return seal_records(chain, key=key, at=AT, packed=array_of([pack(r) for r in said]), count=len(said))


def _readable(record: Record) -> dict[str, Any]:
    import msgspec

    read: dict[str, Any] = msgspec.msgpack.decode(pack(record))
    payload = read.get("payload")
    if payload is not None:
        short = len(payload) <= 256
        read["payload"] = base64.b64encode(payload).decode() if short else None
        if not short:
            read["payload_sha256"] = hashlib.sha256(payload).hexdigest()
    return read

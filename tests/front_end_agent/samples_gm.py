"""The samples of docs/wire/samples/gm: the suite gm, and an encrypted frame of each suite, from fixed keys.

SM2 draws by chance, and so does who encrypts: what is written once stays, and must only be read as the same.
"""

import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from front_end_agent.body_lock import BodyLock
from front_end_agent.frame import Chain, Frame, seal_key, seal_open, seal_records
from front_end_agent.record import Document, array_of, pack
from front_end_agent.signed import sign_text
from front_end_agent.suites import Key, SigningKey, Sm2Key, key_id
from tests.front_end_agent import samples

FOLDER = samples.FOLDER / "gm"
KEY, NEW_KEY, HUB = Sm2Key(bytes(range(1, 33))), Sm2Key(bytes(range(33, 65))), Sm2Key(bytes(range(65, 97)))
BODY_SECRETS = {"intl": bytes(range(97, 129)), "gm": bytes(range(129, 161))}
PAYLOAD = "单号,数量\r\nIN-1,7.50\r\n".encode("gb18030")


def frames() -> dict[str, Frame]:
    """A chain of gm, and behind it, each in a chain of its own, what is encrypted."""
    made: dict[str, Frame] = {}
    chain = Chain(agent=samples.AGENT, epoch=samples.EPOCH, number=1, previous="0" * 64)
    made["open"] = seal_open(chain, key=KEY, at=samples.AT, after=None)
    chain = chain.after(made["open"])
    made["data-one-document"] = _document(chain, KEY)
    chain = chain.after(made["data-one-document"])
    made["key"] = seal_key(chain, key=KEY, at=samples.AT, new_key=NEW_KEY)
    made["data-after-key"] = _document(chain.after(made["key"]), NEW_KEY)
    signers: dict[str, SigningKey] = {"intl": Key(bytes(range(32))), "gm": KEY}
    for suite, signer in signers.items():
        lock = BodyLock(body_public(suite))
        at = Chain(agent=samples.AGENT, epoch=samples.EPOCH, number=2, previous="0" * 64, lock=lock)
        made[f"sealed-{suite}"] = _document(at, signer)
    return made


def receipt() -> dict[str, Any]:
    said = {
        "agent": samples.AGENT, "suite": "gm", "hub": "hub-sample", "incarnation": 1, "epoch": samples.EPOCH,
        "contiguous": 4, "hash": "ab" * 32, "held": [], "missing": [], "refused": [], "watermarks": {},
        "encrypt": {"mode": "required", "key": body_public("gm").hex()}, "at": samples.TEXT_AT,
    }  # fmt: skip
    text: dict[str, Any] = json.loads(sign_text("receipt", said, key=HUB))
    return text


def keys() -> dict[str, Any]:
    signing = {"agent": KEY, "agent_next": NEW_KEY, "hub": HUB}
    said: dict[str, Any] = {
        name: {"id": key.id, "public": key.public.hex(), "secret": key.seed.hex()}
        for name, key in signing.items()
    }
    for suite, secret in BODY_SECRETS.items():
        public = body_public(suite)
        said[f"bodies_{suite}"] = {"id": key_id(public), "public": public.hex(), "secret": secret.hex()}
    return said


def index() -> dict[str, Any]:
    """What each frame carries: the hash of its one document's payload."""
    payload = hashlib.sha256(PAYLOAD).hexdigest()
    empty = ("open", "key")
    return {
        name: {"number": frame.number, "payload_sha256": None if name in empty else payload}
        for name, frame in frames().items()
    }


def write_all() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, frame in frames().items():
        (FOLDER / f"{name}.frame").write_bytes(frame.sealed)
    for name, said in {"receipt": receipt(), "keys": keys(), "index": index()}.items():
        (FOLDER / f"{name}.json").write_text(json.dumps(said, indent=1) + "\n", "utf-8")


def body_public(suite: str) -> bytes:
    secret = BODY_SECRETS[suite]
    if suite == "gm":
        return Sm2Key(secret).public
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def _document(chain: Chain, key: SigningKey) -> Frame:
    said = Document(**samples.PLACE, name="入库.csv", media="text/csv", facts={}, payload=PAYLOAD)
    return seal_records(chain, key=key, at=samples.AT, packed=array_of([pack(said)]), count=1)

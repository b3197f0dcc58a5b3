"""The agents' door over real TLS: who shows no certificate of ours, or another's, is not heard."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
import pytest

from adapters.wiring.hub import Hub, SystemClock
from certs.authority import Authority
from certs.files import TlsFiles, write_files
from certs.keys import make_key
from certs.requests import make_request
from core.hub.arrivals import Arrival
from core.hub.certificates import AGENT, PARTNER, Certificate, Wanted, certificates_of
from core.hub.enrol import Invitation, invite
from core.hub.recovery import Restored, mark_restored
from core.hub.revocation import revoke_agent
from gateway.rest.app import make_agents_app
from gateway.serving import Server, make_server, serving_loop
from gateway.trust import Trust
from tests.beside import running
from tests.core.hub.agents_on_the_wire import WireAgent, document, read_down
from tests.hub_trust import trust_of
from tests.patience import PATIENCE_S, until

SLIP = b'{"kind":"in"}'
Speaks = Callable[[TlsFiles | None], httpx.Client]


@pytest.fixture
def trust(hub: Hub) -> Trust:
    return trust_of(hub)


@pytest.fixture
def server(trust: Trust) -> Iterator[Server]:
    tls = trust.server(("127.0.0.1",))
    made = make_server(make_agents_app(trust), host="127.0.0.1", port=0, tls=tls)
    with running(serving_loop(made)):
        until(lambda: made.started, "the door")
        yield made


@pytest.fixture
def speaks(server: Server, trust: Trust) -> Iterator[Speaks]:
    """A client that pins our root, and shows these files."""
    clients: list[httpx.Client] = []

    def made(shown: TlsFiles | None) -> httpx.Client:
        context = ssl.create_default_context(cafile=str(trust.authority.pinned))
        if shown is not None:
            context.load_cert_chain(shown.certificate, shown.key)
        url = f"https://127.0.0.1:{server.port}"
        clients.append(httpx.Client(base_url=url, verify=context, timeout=PATIENCE_S, trust_env=False))
        return clients[-1]

    yield made
    for client in clients:
        client.close()


@pytest.fixture
def agent(hub: Hub) -> WireAgent:
    made = WireAgent(agent="agent-1", partner="wms")
    made.enrol_in(hub.store)
    return made


def files(trust: Trust, folder: Path, *, kind: str = AGENT, name: str = "agent-1") -> TlsFiles:
    """A key and its certificate, signed by our authority and in its list."""
    return _files(folder, name, lambda csr: trust.signed(Wanted(kind=kind, name=name, csr=b""), csr))


def _files(folder: Path, name: str, certify: Callable[[bytes], bytes]) -> TlsFiles:
    folder.mkdir(exist_ok=True)
    made = TlsFiles(
        certificate=folder / f"{name}.pem", key=folder / f"{name}.key", authority=folder / "ca.pem"
    )
    write_files(made, name, certify)
    return made


def send(client: httpx.Client, *frames: bytes) -> httpx.Response:
    body = b"".join(len(frame).to_bytes(4, "big") + frame for frame in frames)
    media = {"Content-Type": "application/vnd.lianqiao.frames"}
    return client.post("/agent/v1/frames", content=body, headers=media)


def beat(client: httpx.Client, agent: WireAgent) -> httpx.Response:
    return client.post("/agent/v1/heartbeat", content=agent.beat())


def documents(hub: Hub) -> int:
    return sum(row.kind == "document" for row in hub.store.rows(Arrival, limit=99))


def test_an_agent_is_heard_with_its_certificate_and_not_without(
    speaks: Speaks, trust: Trust, hub: Hub, agent: WireAgent, tmp_path: Path
) -> None:
    ours, nobody = speaks(files(trust, tmp_path / "a")), speaks(None)
    frames = [agent.open(), agent.data(document(SLIP))]

    answers = [send(nobody, *frames), beat(nobody, agent)]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json()["cause"] == "certificate.none"
    assert documents(hub) == 0

    assert send(ours, *frames).status_code == 200
    assert beat(ours, agent).status_code == 200
    assert documents(hub) == 1


def test_an_agent_speaks_for_itself_alone(
    speaks: Speaks, trust: Trust, hub: Hub, agent: WireAgent, tmp_path: Path
) -> None:
    other = speaks(files(trust, tmp_path / "b", name="agent-2"))
    partner = speaks(files(trust, tmp_path / "c", kind=PARTNER, name="agent-1"))
    frames = [agent.open(), agent.data(document(SLIP))]

    for client, cause in ((other, "certificate.other_agent"), (partner, "certificate.kind")):
        for answer in (send(client, *frames), beat(client, agent)):
            assert (answer.status_code, answer.json()["cause"]) == (403, cause)
    assert documents(hub) == 0


def test_a_certificate_of_another_authority_ends_the_handshake(
    speaks: Speaks, agent: WireAgent, tmp_path: Path, trust: Trust
) -> None:
    other = Authority(tmp_path / "other", clock=SystemClock())
    since = trust.hub.clock.now()

    def certify(csr: bytes) -> bytes:
        wanted = Wanted(kind=AGENT, name="agent-1", csr=csr)
        return other.issue(wanted, since=since, until=since.replace(year=since.year + 1)).chain

    with pytest.raises(httpx.TransportError):
        beat(speaks(_files(tmp_path / "d", "agent-1", certify)), agent)


def test_a_certificate_that_is_in_no_list_is_refused(
    speaks: Speaks, agent: WireAgent, tmp_path: Path, trust: Trust
) -> None:
    """As of an authority whose key somebody has used behind the hub's back."""
    since = trust.hub.clock.now()

    def certify(csr: bytes) -> bytes:
        wanted = Wanted(kind=AGENT, name="agent-1", csr=csr)
        return trust.authority.issue(wanted, since=since, until=since.replace(year=since.year + 1)).chain

    answer = beat(speaks(_files(tmp_path / "d", "agent-1", certify)), agent)

    assert (answer.status_code, answer.json()["cause"]) == (403, "certificate.unknown")


def test_a_revoked_agent_is_refused_on_the_connection_that_it_keeps_open(
    speaks: Speaks, trust: Trust, hub: Hub, agent: WireAgent, tmp_path: Path
) -> None:
    client = speaks(files(trust, tmp_path / "a"))
    assert send(client, agent.open()).status_code == 200
    with hub.store.unit() as unit:
        revoke_agent(unit, "agent-1", why="stolen")

    def refused_to(say: Callable[[], httpx.Response]) -> httpx.Response:
        def refused() -> httpx.Response | None:
            answer = say()
            return answer if answer.status_code == 403 else None

        return until(refused, "the door to refuse")

    answer = refused_to(lambda: beat(client, agent))
    assert answer.json()["cause"] in ("certificate.revoked", "signed.key")
    refused = refused_to(lambda: send(client, agent.data(document(SLIP))))
    assert refused.json()["cause"] == "certificate.revoked"
    assert refused.headers["connection"] == "close"
    assert documents(hub) == 0


def test_who_enrols_has_no_certificate_yet_and_gets_it_with_his_token(
    speaks: Speaks, trust: Trust, hub: Hub, tmp_path: Path
) -> None:
    agent = WireAgent(agent="agent-3", partner="wms")
    with hub.store.unit() as unit:
        token = invite(unit, Invitation(agent="agent-3", partner="wms", shard=0), ttl_s=60)
    key = make_key()
    said = {
        "token": token,
        "public_key": agent.public_key.hex(),
        "csr": make_request(key, "agent").decode(),
    }

    first = speaks(None).post("/agent/v1/enrol", json=said)
    again = speaks(None).post("/agent/v1/enrol", json=said)
    forged = speaks(None).post("/agent/v1/enrol", json={**said, "csr": "no request"})

    assert first.status_code == 200, first.text
    assert again.json() == first.json()
    assert forged.status_code == 400
    with hub.store.unit() as unit:
        [row] = certificates_of(unit, Wanted(kind=AGENT, name="agent-3", csr=b""))
    assert first.json()["certificate"] == row.chain.decode()


def unlisted(trust: Trust, folder: Path, *, name: str = "agent-1") -> TlsFiles:
    """Signed by our authority half an hour ago, and in no list: as given after the backup."""
    now = trust.hub.clock.now()
    since, to = now - timedelta(minutes=30), now + timedelta(days=20)

    def certify(csr: bytes) -> bytes:
        return trust.authority.issue(Wanted(kind=AGENT, name=name, csr=csr), since=since, until=to).chain

    return _files(folder, name, certify)


def restore(hub: Hub) -> None:
    now = hub.clock.now()
    said = Restored(complete_to=now - timedelta(hours=1), at=now, by="li", why="the disk died")
    mark_restored(hub.store, hub.blobs, said)


def renew(client: httpx.Client, agent: WireAgent) -> httpx.Response:
    said = {"agent": "agent-1", "csr": make_request(make_key(), "agent").decode()}
    return client.post("/agent/v1/renew", content=agent.say("renew", said))


def test_a_certificate_that_a_restore_lost_opens_the_renewal_and_nothing_else(
    speaks: Speaks, trust: Trust, hub: Hub, agent: WireAgent, tmp_path: Path
) -> None:
    files(trust, tmp_path / "a")
    restore(hub)
    client = speaks(unlisted(trust, tmp_path / "b"))

    for answer in (send(client, agent.open(), agent.data(document(SLIP))), beat(client, agent)):
        assert (answer.status_code, answer.json()["cause"]) == (403, "certificate.unknown")
    renewed = renew(client, agent)
    after = beat(client, agent)

    assert renewed.status_code == 200, renewed.text
    with hub.store.unit() as unit:
        rows = certificates_of(unit, Wanted(kind=AGENT, name="agent-1", csr=b""))
    said = read_down(renewed.content)
    assert said["certificate"] in [row.chain.decode() for row in rows]
    assert (after.status_code, after.json()["cause"]) == (403, "certificate.unknown"), "the old one stays so"
    assert documents(hub) == 0


def test_where_nothing_was_restored_an_unknown_certificate_renews_nothing(
    speaks: Speaks, trust: Trust, agent: WireAgent, tmp_path: Path
) -> None:
    files(trust, tmp_path / "a")

    answer = renew(speaks(unlisted(trust, tmp_path / "b")), agent)

    assert (answer.status_code, answer.json()["cause"]) == (403, "certificate.unknown")


def test_a_lost_certificate_is_nothing_without_its_agents_signature_nor_with_anothers(
    speaks: Speaks, trust: Trust, hub: Hub, agent: WireAgent, tmp_path: Path
) -> None:
    files(trust, tmp_path / "a")
    restore(hub)
    thief = WireAgent(agent="agent-1", partner="wms", seed=b"t" * 32)
    own, others = unlisted(trust, tmp_path / "b"), unlisted(trust, tmp_path / "c", name="agent-2")

    answers = [renew(speaks(own), thief), renew(speaks(others), agent)]

    causes = [(answer.status_code, answer.json()["cause"]) for answer in answers]
    assert causes == [(403, "signed.key"), (403, "certificate.unknown")]


def test_another_certificate_under_a_serial_of_the_list_is_no_lost_one(
    speaks: Speaks, trust: Trust, hub: Hub, agent: WireAgent, tmp_path: Path
) -> None:
    client = speaks(files(trust, tmp_path / "a"))
    restore(hub)
    with hub.store.unit() as unit:
        [row] = certificates_of(unit, Wanted(kind=AGENT, name="agent-1", csr=b""))
        unit.shelf(Certificate).put(msgspec.structs.replace(row, fingerprint="0" * 64))

    answer = renew(client, agent)

    assert (answer.status_code, answer.json()["cause"]) == (403, "certificate.unknown")
    assert answer.headers["connection"] == "close"

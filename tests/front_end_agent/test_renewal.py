"""An agent whose certificate the hub does not know renews at once, by itself, never faster than it may."""

import pytest

from front_end_agent.certificate import Certificate
from front_end_agent.identity import KeyRing, read_enrolment
from front_end_agent.renewal import Renewal, RenewalThread
from front_end_agent.settings import read_settings
from front_end_agent.uplinks.https import HttpsUplink
from tests.front_end_agent.homes import Home, drop
from tests.front_end_agent.hub_door import HubDoor


@pytest.fixture
def certificate(home: Home) -> Certificate:
    """Of thirty days, and not due."""
    home.configure(home.folder())
    return Certificate(home.path)


@pytest.fixture
def thread(home: Home, certificate: Certificate) -> RenewalThread:
    """Not started: the test says when it looks."""
    key = KeyRing(home.path).read
    settings = read_settings(home.path).file.hub
    return RenewalThread(Renewal(settings, certificate, enrolment=read_enrolment(home.path), key=key))


def told(home: Home, certificate: Certificate, thread: RenewalThread) -> None:
    """A run of frames is refused."""
    settings = read_settings(home.path).file.hub
    uplink = HttpsUplink(settings, certificate, on_unknown=thread.renewal.unknown)
    uplink.send([])
    assert len(uplink.events()) == 1
    uplink.close()


def test_an_agent_whose_certificate_a_restored_hub_does_not_know_goes_on_by_itself(
    door: HubDoor, home: Home
) -> None:
    home.configure(home.folder())
    door.unknown = True
    before = Certificate(home.path).path.read_bytes()
    drop(home, "a.csv", b"1")

    with home.running():
        door.wait(lambda: [document["name"] for document in door.book.documents()] == ["a.csv"])

    assert len(door.renewals) == 1
    assert Certificate(home.path).path.read_bytes() != before


def test_it_renews_at_once_and_what_is_not_due_and_not_unknown_is_left_alone(
    door: HubDoor, home: Home, certificate: Certificate, thread: RenewalThread
) -> None:
    assert thread.turn(), "it may be woken"
    assert door.renewals == []

    door.unknown = True
    told(home, certificate, thread)
    assert thread.renewal.wakeup.is_set()
    thread.turn()

    assert len(door.renewals) == 1
    thread.turn()
    assert len(door.renewals) == 1, "the new one is not unknown"


def test_a_hub_that_knows_no_certificate_at_all_is_not_asked_without_end(
    door: HubDoor, home: Home, certificate: Certificate, thread: RenewalThread
) -> None:
    """Two hubs behind one address, one of them restored: each next certificate is unknown again."""
    door.unknown = door.forgets = True

    told(home, certificate, thread)
    assert not thread.turn(), "whatever is told now waits for the end of the pause"
    told(home, certificate, thread)
    assert not thread.turn()

    assert len(door.renewals) == 2
    assert thread.renewal.pause_s() == 300


def test_what_was_said_of_the_certificate_before_is_not_said_of_this_one(
    door: HubDoor, certificate: Certificate, thread: RenewalThread
) -> None:
    """The answer to a request that was under way while the renewal came."""
    old = certificate.stamp()
    thread.renewal.renew()

    thread.renewal.unknown(old)
    thread.turn()

    assert len(door.renewals) == 1


@pytest.mark.parametrize("cause", ["certificate.revoked", "certificate.other_agent", ""])
def test_any_other_no_of_the_hub_is_no_reason_to_renew(
    home: Home, door: HubDoor, certificate: Certificate, thread: RenewalThread, cause: str
) -> None:
    door.unknown, door.cause = True, cause

    told(home, certificate, thread)

    assert not thread.renewal.wakeup.is_set()

"""`hub tap`: an operator listens in for some minutes and sees what was handled."""

from __future__ import annotations

from core.hub.wiretap import TapCopy
from core.kernel.errors import Refused
from tests.gateway.cli.conftest import Office
from tests.hub_world import slip


def opened(office: Office, *words: str) -> str:
    """The id of a tap, as it is printed."""
    return office.done("tap", "add", "--by", "li", *words).split()[0]


def test_what_is_handled_while_a_tap_is_open_is_shown_without_waiting_for_the_clock(office: Office) -> None:
    office.deliver(slip("in", "IN-0", ("L0", "1")), "k0")
    tap = opened(office, "--type", "wms.")
    assert "nothing was handled yet" in office.done("tap", "show", tap)

    office.deliver(slip("in", "IN-1", ("L1", "1")), "k1")
    office.deliver(slip("in", "IN-2", ("L2", "1")), "k2")

    lines = office.done("tap", "show", tap).splitlines()
    assert [line.split()[2:] for line in lines] == [
        ["1/2/0", "wms.inbound.v1", "IN-1", "wms", "done"],
        ["1/3/0", "wms.inbound.v1", "IN-2", "wms", "done"],
    ]
    assert office.done("tap", "show", tap, "--limit", "1").splitlines() == lines[1:]
    assert '"inbound_no": "IN-2"' in office.done("tap", "show", tap, "--bodies")


def test_a_tap_listens_only_for_what_it_was_opened_for(office: Office) -> None:
    tap = opened(office, "--partner", "somebody-else")

    office.deliver(slip("in", "IN-1", ("L1", "1")), "k1")

    assert "nothing was handled yet" in office.done("tap", "show", tap)


def test_taps_are_listed_with_what_they_listen_for_and_removed_with_their_copies(office: Office) -> None:
    assert "no tap is there" in office.done("tap", "list")
    tap = opened(office, "--partner", "wms", "--type", "wms.inbound")
    office.deliver(slip("in", "IN-1", ("L1", "1")), "k1")
    office.done("tap", "show", tap)

    [line] = office.done("tap", "list").splitlines()
    assert line.startswith(f"{tap} open until ")
    assert line.endswith("wms.inbound of wms: 1 copied, by li")

    assert "is closed" in office.done("tap", "remove", tap[:6])
    assert "no tap is there" in office.done("tap", "list")
    assert office.hub.store.rows(TapCopy, limit=9) == []


def test_a_tap_beyond_its_limits_or_that_is_not_there_is_refused(office: Office) -> None:
    too_long = office.told("tap", "add", "--minutes", "99999")
    gone = office.told("tap", "show", "abcdef")

    for result, text in ((too_long, "1 to 1440 minutes"), (gone, "no tap 'abcdef'; `hub tap list`")):
        assert isinstance(result.exception, Refused)
        assert text in result.exception.text


def test_who_opens_a_tap_without_a_clock_is_told_that_its_copies_wait(office: Office) -> None:
    assert "LOOK: no clock has ticked ever" in office.told("tap", "add").stderr

    office.tick("copy_taps")

    assert office.told("tap", "add").stderr == ""

"""`hub send`: a person decides about what may have arrived."""

from __future__ import annotations

from core.hub import outbox
from core.hub.outbox import Outgoing
from core.kernel.errors import Refused
from tests.gateway.cli.conftest import Office
from tests.hub_world import slip


def in_doubt(office: Office) -> str:
    """A send of the first message, of which nobody knows whether it arrived."""
    office.deliver(slip("in", "IN-1", ("L1", "1")), "k1")
    with office.hub.store.unit() as unit:
        row = Outgoing(
            send_id="ab" * 16, endpoint="bank/pay", key="IN-1", place=1, partition=1, number=1, ordinal=0,
            message_id="m", type="wms.inbound.v1", body=b"{}", contract="", state=outbox.IN_DOUBT, tries=1,
            intent_at=unit.now, due_at=None, text="the line was cut",
        )  # fmt: skip
        unit.shelf(Outgoing).put(row)
    return row.send_id


def test_what_is_in_doubt_is_listed_and_decided_once(office: Office) -> None:
    assert "no send is in doubt" in office.done("send", "list")
    send_id = in_doubt(office)

    [line] = office.done("send", "list").splitlines()
    assert all(said in line for said in (send_id[:8], "bank/pay", "IN-1", "1/1", "the line was cut"))
    said = office.done("send", "decide", send_id[:6], "arrived", "--why", "they have it", "--by", "li")

    assert "bank/pay is" in said
    assert "no send is in doubt" in office.done("send", "list")
    kept = office.hub.store.get(Outgoing, send_id)
    assert kept is not None
    assert kept.state == outbox.SENT


def test_a_decision_that_is_none_is_refused_and_changes_nothing(office: Office) -> None:
    send_id = in_doubt(office)

    refused = office.told("send", "decide", send_id, "perhaps", "--why", "x", "--by", "li").exception

    assert isinstance(refused, Refused)
    kept = office.hub.store.get(Outgoing, send_id)
    assert kept is not None
    assert kept.state == outbox.IN_DOUBT

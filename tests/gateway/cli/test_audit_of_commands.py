"""What a command changes and which body it prints stands in the audit, with who gave it."""

from __future__ import annotations

from core.hub.audit import DESK, AuditEntry
from core.hub.audit_desk import noted_of
from tests.audit import verified
from tests.gateway.cli.conftest import Office
from tests.hub_world import slip


def noted(office: Office) -> list[tuple[str, str]]:
    """What `li` did, and on what."""
    entries = [noted_of(entry) for entry in office.hub.store.rows(AuditEntry, limit=99, chain=DESK)]
    return [(one.what, one.on) for one in entries if one.by == "li"]


def test_commands_that_change_something_are_noted(office: Office) -> None:
    office.done("partner", "token", "wms", "--by", "li")
    office.done("agent", "invite", "a-1", "--partner", "wms", "--by", "li")
    office.done("person", "password", "wang", "--by", "li")
    office.hub.store.stop(1, "a promise failed")
    office.deliver(slip("in", "IN-1", ("L1", "1")), "k1")
    office.hub.store.stop(1, "a promise failed")
    office.done("partition", "start", "1", "--by", "li")
    tap = office.done("tap", "add", "--by", "li").split()[0]
    office.done("tap", "remove", tap, "--by", "li")

    said = noted(office)
    assert said[:4] == [
        ("token.given", "wms"),
        ("agent.invited", "a-1"),
        ("password.given", "wang"),
        ("partition.started", "partition 1"),
    ]
    assert [what for what, _ in said[4:]] == ["tap.opened", "tap.closed"]
    assert verified(office.hub.store, office.hub.key).found == ()


def test_a_publication_says_what_it_was_before(office: Office) -> None:
    entries = [noted_of(entry) for entry in office.hub.store.rows(AuditEntry, limit=99, chain=DESK)]

    [published] = [one for one in entries if one.what == "contract.published"]
    assert published.on == "wms"
    assert published.change.startswith("nothing -> ")

    office.done("partner", "publish", "wms", "--by", "li")
    assert noted(office) == []


def test_a_command_that_prints_a_body_is_a_look(office: Office) -> None:
    office.deliver(slip("in", "IN-1", ("L1", "1")), "k1")
    tap = office.done("tap", "add", "--by", "li").split()[0]

    office.done("explain", "1/1", "--by", "li")
    office.done("tap", "show", tap, "--by", "li")
    office.done("tap", "show", tap, "--bodies", "--by", "li")

    assert [what for what, _ in noted(office)] == ["tap.opened", "message.explained", "tap.bodies"]


def test_the_clock_signs_what_was_written_since(office: Office) -> None:
    office.deliver(slip("in", "IN-1", ("L1", "1")), "k1")
    assert verified(office.hub.store, office.hub.key).unsigned > 0

    office.tick("sign_checkpoint")

    report = verified(office.hub.store, office.hub.key)
    assert (report.unsigned, report.checkpoints, report.found) == (0, 1, ())

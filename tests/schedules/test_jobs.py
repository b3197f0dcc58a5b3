"""What each timed job does when its time has come, and that it does it once."""

from __future__ import annotations

from core.custody import SiteRuled
from core.hub import failures
from core.hub.alert_book import Alert
from core.hub.alerts import AlertAcknowledged, AlertRaised
from core.hub.arrivals import Arrival
from core.hub.failures import Failure
from core.hub.outbox import Outgoing
from core.hub.plan_records import Selection
from core.hub.wiretap import Wanted
from tests.hub_world import CONTRACT, SLIPS, slip
from tests.rebuild import assert_rebuilds
from tests.schedules.ticking import Ticking

WATCHED = CONTRACT.replace("source: slips,", "source: slips, silent_after_s: 3600,")
DAY = 86_400.0


# -- silent feeds ----------------------------------------------------------------------------------------


def test_a_feed_that_falls_silent_is_alarmed_once_and_cleared_when_it_speaks(ticking: Ticking) -> None:
    ticking.publish(WATCHED)
    ticking.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    ticking.run("find_stale_feeds", after_s=3599)
    assert ticking.alerts() == []

    ticking.run("find_stale_feeds", after_s=60)
    ticking.run("find_stale_feeds", after_s=60)
    assert ticking.alerts("open") == ["C05 wms/slips"]
    # One for the alarm, one for the site that nobody sees.
    assert sum(row.kind == "internal" for row in ticking.hub.store.rows(Arrival, limit=99)) == 2

    ticking.deliver(slip("in", "IN-2", ("L2", "10")), "k2")
    ticking.run("find_stale_feeds", after_s=60)
    assert ticking.alerts("open") == []

    ticking.run("find_stale_feeds", after_s=4000)
    assert ticking.alerts("open") == ["C05 wms/slips"]
    assert_rebuilds(ticking.hub)


def test_a_feed_that_was_only_just_published_has_its_time(ticking: Ticking) -> None:
    ticking.publish(WATCHED)

    ticking.run("find_stale_feeds", after_s=3000)
    assert ticking.alerts() == []

    ticking.run("find_stale_feeds", after_s=700)
    assert ticking.alerts("open") == ["C05 wms/slips"]


def test_a_feed_without_a_limit_may_be_silent(ticking: Ticking) -> None:
    ticking.publish()

    ticking.run("find_stale_feeds", after_s=400 * DAY)

    assert ticking.alerts() == []


def test_the_hub_s_own_messages_are_no_sign_of_life(ticking: Ticking) -> None:
    ticking.publish(WATCHED)
    ticking.clock.move(4000)
    ticking.tell("alert.raised.v1", AlertRaised(code="C99", severity="low", object="x", text="x"))

    ticking.run("find_stale_feeds")

    assert "C05 wms/slips" in ticking.alerts("open")


# -- alarms ----------------------------------------------------------------------------------------------


def levels(ticking: Ticking) -> dict[str, int]:
    return {row.code: row.escalated for row in ticking.hub.store.rows(Alert, limit=99)}


def test_an_alarm_that_nobody_takes_is_told_again_three_times_at_most(ticking: Ticking) -> None:
    ticking.publish()
    alarm = AlertRaised(code="C01", severity="critical", object="W1/OUT-1/L1", text="gone")
    ticking.tell("alert.raised.v1", alarm)

    seen = []
    for _ in range(6):
        ticking.run("escalate_alerts", after_s=300)
        ticking.run("escalate_alerts", after_s=15)
        seen.append(levels(ticking)["C01"])

    assert seen == [1, 2, 3, 3, 3, 3]
    assert_rebuilds(ticking.hub)


def test_an_alarm_that_somebody_took_is_left_in_peace(ticking: Ticking) -> None:
    ticking.publish()
    ticking.tell("alert.raised.v1", AlertRaised(code="C01", severity="critical", object="x", text="gone"))
    taken = AlertAcknowledged(code="C01", object="x", by="li", at=ticking.clock.now())
    ticking.tell("alert.acknowledged.v1", taken)

    ticking.run("escalate_alerts", after_s=DAY)

    assert levels(ticking) == {"C01": 0}


def test_how_long_an_alarm_waits_depends_on_how_grave_it_is(ticking: Ticking) -> None:
    ticking.publish()
    for code, severity in (("A", "critical"), ("B", "high"), ("C", "medium"), ("D", "low")):
        alarm = AlertRaised(code=code, severity=severity, object="x", text="x")  # type: ignore[arg-type]
        ticking.tell("alert.raised.v1", alarm, key=code)

    ticking.run("escalate_alerts", after_s=31 * 60)

    assert levels(ticking) == {"A": 3, "B": 1, "C": 0, "D": 0}


# -- plans, sends, taps ----------------------------------------------------------------------------------


def test_a_plan_goes_on_by_itself(ticking: Ticking) -> None:
    ticking.publish()
    for number in range(3):
        said = slip("in", f"IN-{number}", (f"L{number}", "10")).replace(b'"qty"', b'"quantity"')
        ticking.deliver(said, f"k{number}")
    ticking.publish(slips=SLIPS.replace("{from: qty,", "{from: [qty, quantity],"))
    plans = ticking.timed.plans
    plan = plans.create(Selection(), kind="retry", who="li", reason="mended")
    plans.start(plan.plan_id, "li")

    for _ in range(8):
        ticking.run("retry_messages", after_s=1)

    assert plans.status(plan.plan_id).state == "done"
    states = {row.state for row in ticking.hub.store.rows(Failure, limit=9)}
    assert states == {failures.MENDED}


def test_a_rebuild_by_plan_has_its_books_in_the_hub_s_home(ticking: Ticking) -> None:
    ticking.publish()
    ticking.deliver(slip("in", "IN-1", ("L1", "10")), "k1")
    plans = ticking.timed.plans
    plan = plans.create(Selection(), kind="rebuild", who="li", reason="the quarter's check")
    plans.start(plan.plan_id, "li")

    for _ in range(3):
        ticking.run("retry_messages", after_s=1)

    ended = plans.status(plan.plan_id)
    assert (ended.state, ended.failed) == ("done", 0)
    assert (ticking.home / "rebuilds" / f"{plan.plan_id}.db").exists()


def test_the_outbox_empties_into_a_folder(ticking: Ticking) -> None:
    drop = ticking.home / "drop"
    drop.mkdir()
    send = f"{{name: drop, adapter: file, address: 'file://{drop}', types: [wms.inbound.v1], repeat: ask}}"
    ticking.publish(f"{CONTRACT}sends: [{send}]\n")
    ticking.deliver(slip("in", "IN-1", ("L1", "10.50")), "k1")

    ticking.run("relay_outbox", after_s=2)
    ticking.run("relay_outbox", after_s=2)

    [dropped] = drop.glob("*.json")
    assert b'"10.50"' in dropped.read_bytes()
    [row] = ticking.hub.store.rows(Outgoing, limit=9)
    assert row.state == "sent"


def test_a_tap_hears_what_is_handled(ticking: Ticking) -> None:
    ticking.publish()
    tap = ticking.timed.taps.open(Wanted(type="wms."), who="li")
    ticking.deliver(slip("in", "IN-1", ("L1", "10")), "k1")

    ticking.run("copy_taps", after_s=1)

    assert [copy.key for copy in ticking.timed.taps.copies(tap.tap)] == ["IN-1"]


# -- the rooms' questions --------------------------------------------------------------------------------


def test_a_site_whose_snapshot_is_overdue_goes_blind_once(ticking: Ticking) -> None:
    ticking.publish()
    ticking.tell("custody.site_ruled.v1", SiteRuled(site="W1", approver="li", snapshot_due_s=3600))
    ticking.run("find_blind_sites", after_s=3000)
    asked = len(ticking.hub.store.rows(Arrival, limit=99))
    assert ticking.alerts() == []

    ticking.run("find_blind_sites", after_s=700)
    ticking.run("find_blind_sites", after_s=60)

    assert ticking.alerts("open") == ["C05 W1"]
    assert len(ticking.hub.store.rows(Arrival, limit=99)) == asked + 1
    assert_rebuilds(ticking.hub)


def test_prices_without_series_ask_nothing(ticking: Ticking) -> None:
    ticking.publish()
    before = len(ticking.hub.store.rows(Arrival, limit=99))

    for name in ("find_stale_prices", "mark_contracts", "expire_release_orders"):
        assert ticking.run(name, after_s=DAY) >= 1

    assert len(ticking.hub.store.rows(Arrival, limit=99)) == before


# -- housekeeping ----------------------------------------------------------------------------------------

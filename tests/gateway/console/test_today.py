"""Today: the first look in the morning says what fails, what is alarmed, what waits and who is silent."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta

from core.hub.access import give_token
from core.hub.alerts import AlertRaised
from core.hub.recovery import Restored, close, mark_restored
from core.hub.timetable import JobState
from tests.gateway.console.conftest import Operator, text_of
from tests.gateway.console.seed import open_pledge, row


def test_a_quiet_day_says_so(operator: Operator) -> None:
    text = text_of(operator.page("/"))

    assert "0 to mend" in text
    assert "0 alerts open" in text
    assert "Nothing fails." in text
    assert "No alert is open." in text
    assert "Every feed speaks as its contract says." in text
    assert "No agent is enrolled yet." in text


def test_trouble_stands_with_its_count_and_leads_to_its_page(operator: Operator) -> None:
    open_pledge(operator.world)
    for number in range(2):
        operator.world.slips(f"bad-{number}.csv", row("出库", f"CK-{number}", "DH-L1", "abc"))
    operator.world.slips("ck.csv", row("出库", "CK-9", "DH-L1", "18.5"))
    operator.world.work()

    page = operator.page("/")
    text = text_of(page)

    assert "2 to mend" in text
    assert "2 Not a number map.decimal@donghai/in/slips.yaml:24 donghai" in text
    assert "C01 Unauthorised release" in text
    assert "Uncertain: instructions about it wait site:WH-DH-01 ×2" in text
    assert 'href="/console/failures/group?state=open' in page


def test_the_oldest_message_that_waits_is_shown_with_its_age(operator: Operator) -> None:
    operator.world.slips("rk.csv", row("入库", "RK-1", "DH-L1", "1"))
    operator.world.later(95)
    operator.world.slips("rk2.csv", row("入库", "RK-2", "DH-L1", "1"))

    text = text_of(operator.page("/"))

    assert "95 s oldest waiting, of 2" in text


def test_a_partition_that_stands_still_is_said_first(operator: Operator) -> None:
    operator.world.slips("rk.csv", row("入库", "RK-1", "DH-L1", "1"))
    operator.world.hub.store.stop(1, "1: the books do not balance")

    text = text_of(operator.page("/"))

    assert "Partition 1 stands still 1 message waits behind it 1: the books do not balance 1/1" in text


def test_a_silent_feed_is_named(operator: Operator) -> None:
    alert = AlertRaised(code="C05", severity="high", object="donghai/slips", text="silent for an hour")
    operator.world.inside("alert.raised.v1", alert, key="C05:donghai/slips")
    operator.world.work()

    assert "Silent feeds High donghai/slips" in text_of(operator.page("/"))


def test_the_chart_begins_with_what_was_handled_in_the_last_minutes(operator: Operator) -> None:
    for number in range(3):
        operator.world.slips(f"{number}.csv", row("入库", f"RK-{number}", "DH-L1", "1"))
    operator.world.work()
    operator.world.later(60)

    found = re.search(r"data-rows='([^']+)'", operator.page("/"))
    assert found is not None
    rows = json.loads(html.unescape(found[1]))

    assert len(rows) == 181
    assert [count for _, count in rows if count] == [3]
    assert rows[-1][0] - rows[0][0] == 900


def test_the_page_asks_only_for_its_panels_again(operator: Operator) -> None:
    part = operator.part("/")

    assert "<html" not in part
    assert "to mend" in text_of(part)


def test_a_hub_without_a_clock_says_so_first_of_all_and_on_its_plans(operator: Operator) -> None:
    said = "No clock ticks none ever did Plans, retention and every watch by time stand still."
    today = text_of(operator.page("/"))
    assert said in today
    assert today.index(said) < today.index("0 to mend")
    assert said in text_of(operator.page("/plans"))

    with operator.world.hub.store.unit() as unit:
        now = unit.now
        unit.shelf(JobState).put(JobState(job="copy_taps", slot=0, taken_at=now, failures=0, text=""))
    assert "No clock ticks" not in text_of(operator.page("/"))
    assert "No clock ticks" not in text_of(operator.page("/plans"))

    operator.world.later(180)
    assert "No clock ticks the last one 3 min ago" in text_of(operator.page("/"))


def test_a_restored_hub_says_so_above_its_counts_until_all_is_answered_for(operator: Operator) -> None:
    hub, now = operator.world.hub, operator.world.clock.now()
    with hub.store.unit() as unit:
        for partner in ("bank", "donghai"):
            give_token(unit, partner)
    assert "recovers" not in text_of(operator.page("/"))
    said = Restored(complete_to=now - timedelta(minutes=30), at=now, by="li", why="the disk died")
    mark_restored(hub.store, hub.blobs, said)

    today = text_of(operator.page("/"))
    assert "The hub recovers after a restore not proven complete: 2 Agents send again by themselves." in today
    assert today.index("The hub recovers") < today.index("0 to mend")
    assert "恢复" in text_of(operator.page("/", headers={"accept-language": "zh-CN"}))

    close(hub.store, hub.blobs, subject="doors bank", by="li", why="they did")
    assert "not proven complete: 1" in text_of(operator.part("/"))
    close(hub.store, hub.blobs, subject="doors donghai", by="li", why="they did")
    assert "recovers after" not in text_of(operator.page("/"))

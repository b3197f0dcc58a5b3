"""Every frame that lies, through the whole hub in both columns: how answered, how alarmed, kept where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from core.custody.lot import Lot
from core.hub.agents import Quarantined
from core.hub.failures import Failure
from core.hub.frame_intake import Receipt
from core.hub.frames import parse_frame
from tests.frames import FrameMaker
from tests.journeys import papers
from tests.journeys.house import House
from tests.journeys.papers import SITE, record
from tests.patience import until


@dataclass(frozen=True)
class Lie:
    """answered: codes in the receipt; alarmed: (code, object without the agent); kept: in quarantine as."""

    name: str
    make: Callable[[House, FrameMaker], list[bytes]]
    answered: tuple[str, ...] = ()
    alarmed: tuple[str, str] | None = None
    kept: str = ""


def _in(lot: str, site: str = SITE) -> dict[str, object]:
    return record(papers.slip("入库", f"RK-{lot}", lot, "100"), "slips", f"{lot}.csv", site)


def _lie(agent: FrameMaker, **changed: Any) -> bytes:
    return agent.data(_in(f"LIE-{agent.agent}"), **changed)


def _altered_body(_house: House, agent: FrameMaker) -> list[bytes]:
    raw = _lie(agent)
    return [raw[:-1] + bytes([raw[-1] ^ 1])]


def _altered_head(_house: House, agent: FrameMaker) -> list[bytes]:
    return [_lie(agent).replace(b'"count":1', b'"count":2')]


def _signed_by_another(house: House, agent: FrameMaker) -> list[bytes]:
    other = house.agent(f"{agent.agent}-other", "demo-warehouse")
    agent.key = FrameMaker("x", seed=b"\x21" * 32).key
    assert other.key.id != agent.key.id
    return [_lie(agent)]


def _signed_under_the_agents_own_key_id(_house: House, agent: FrameMaker) -> list[bytes]:
    own, agent.key = agent.key.id, FrameMaker("x", seed=b"\x22" * 32).key
    return [_lie(agent, key=own)]


def _forked(_house: House, agent: FrameMaker) -> list[bytes]:
    twin = FrameMaker(agent.agent, seed=agent.key.seed)
    twin.open()
    return [agent.data(_in(f"OWN-{agent.agent}")), _lie(twin)]


def _chained_to_another(_house: House, agent: FrameMaker) -> list[bytes]:
    return [_lie(agent, previous="ab" * 32)]


def _body_of_another_frame(_house: House, agent: FrameMaker) -> list[bytes]:
    """The two bodies are of one length, else it would be no frame at all."""
    first = agent.data(_in(f"LIE-{agent.agent}"), codec="none")
    second = agent.data(_in(f"EIL-{agent.agent}"), codec="none")
    body = parse_frame(second).packed
    return [first[: -len(body)] + body]


def _another_suite(_house: House, agent: FrameMaker) -> list[bytes]:
    return [_lie(agent, suite="gm", body_sm3="0" * 64)]


def _of_a_foreign_site(_house: House, agent: FrameMaker) -> list[bytes]:
    return [agent.data(_in(f"LIE-{agent.agent}", site="WH-ELSEWHERE"))]


def _in_anothers_epoch(house: House, agent: FrameMaker) -> list[bytes]:
    """It opens an epoch of its own under that name; the other agent's chain does not feel it."""
    other = house.agent(f"{agent.agent}-victim", "demo-warehouse")
    thief = FrameMaker(agent.agent, epoch=other.epoch, seed=b"\x23" * 32)
    return [thief.open(), _lie(thief)]


LIES = [
    Lie("altered-body", _altered_body, ("unreadable",), ("H14", "body"), "unreadable"),
    Lie("altered-head", _altered_head, ("signature",), ("H01", "signature"), "signature"),
    Lie("resigned", _signed_by_another, ("signature",), ("H01", "signature"), "signature"),
    Lie("impostor", _signed_under_the_agents_own_key_id, ("signature",), ("H01", "signature"), "signature"),
    Lie("forked", _forked, ("fork",), ("C15", "0" * 31 + "1"), "fork"),
    Lie("unchained", _chained_to_another, ("fork",), ("C15", "0" * 31 + "1"), "fork"),
    Lie("body-swapped", _body_of_another_frame, ("unreadable",), ("H14", "body"), "unreadable"),
    Lie("other-suite", _another_suite, ("signature",), ("H01", "signature"), "signature"),
    Lie("others-epoch", _in_anothers_epoch, ("signature", "signature"), ("H01", "signature"), "signature"),
]  # fmt: skip
NUMBERS = {"zero": 0, "negative": -1, "huge": 2**60, "over": 2**80, "none": None, "half": 2.5, "text": "2"}


def test_every_lie_is_answered_alarmed_and_kept_and_books_nothing(house: House) -> None:
    said = _receipts(house)
    for lie in LIES:
        name = f"a-{lie.name}"
        agent = house.agent(name, "demo-warehouse")
        frames = lie.make(house, agent)
        said.clear()

        house.send(agent, *frames)

        answered = until(lambda name=name: _refused(said, name), f"the answer to {lie.name}")  # type: ignore[misc]
        assert set(answered) == set(lie.answered), lie.name
        assert lie.alarmed is not None
        code, about = lie.alarmed
        house.alert(code, f"{name}/{about}")
        kept = house.hub.store.rows(Quarantined, limit=99, agent=name)
        assert {row.code for row in kept} == {lie.kept}, lie.name
        assert frames[-1] in [row.frame for row in kept], lie.name
    assert _lots(house, "LIE-") == []


def test_a_frame_replayed_is_answered_as_before_and_moves_the_goods_once(house: House) -> None:
    agent = house.agent("wh-01", "demo-warehouse")
    frame = agent.data(_in("A"))
    said = _receipts(house)

    house.send(agent, frame, frame)
    house.send(agent, frame)
    house.send(agent, agent.data(_in("B")))

    assert house.handled("B.csv").state == "done"
    assert [refused for receipt in said for refused in receipt.refused] == []
    assert _lots(house, "") == [("A", 100), ("B", 100)]
    assert house.hub.store.rows(Quarantined, limit=9) == []
    assert len(house.effects("lot.in")) == 2


def test_what_is_said_of_a_foreign_site_is_kept_as_a_dead_letter_and_alarmed(house: House) -> None:
    agent = house.agent("wh-01", "demo-warehouse")
    [frame] = _of_a_foreign_site(house, agent)

    house.send(agent, frame)

    status = house.handled("LIE-wh-01.csv")
    assert status.state == "unreadable"
    assert [fault.cause for fault in status.faults] == ["contract.foreign_site@demo-warehouse"]
    assert [row.cause for row in house.hub.store.rows(Failure, limit=9)] == [
        "contract.foreign_site@demo-warehouse"
    ]
    assert _lots(house, "") == []
    house.alert("H16", "wh-01/WH-ELSEWHERE")


@pytest.mark.parametrize("number", list(NUMBERS))
def test_a_number_that_is_none_is_no_frame_and_is_kept_and_alarmed(house: House, number: str) -> None:
    agent = house.agent("wh-01", "demo-warehouse")
    raw = _lie(agent, number=NUMBERS[number])

    _send_what_is_no_frame(house, agent, raw)

    house.alert("H15", "agents-door/unreadable")
    [kept] = house.hub.store.rows(Quarantined, limit=9)
    assert (kept.agent, kept.code, kept.frame) == ("", "unreadable", raw)
    assert _lots(house, "") == []


def _send_what_is_no_frame(house: House, agent: FrameMaker, raw: bytes) -> None:
    if house.settings.broker_url:
        house.send(agent, raw)
    else:
        with pytest.raises(AssertionError, match=r'"status":400.*frame 1 of the run'):
            house.send(agent, raw)


def _receipts(house: House) -> list[Receipt]:
    """All that the hub answers from now on, whichever way it goes."""
    take = house.hub.frames.take
    said: list[Receipt] = []

    def recording(raws: Sequence[bytes]) -> list[Receipt]:
        receipts = take(raws)
        said.extend(receipts)
        return receipts

    house.hub.frames.take = recording  # type: ignore[method-assign]
    return said


def _refused(said: list[Receipt], agent: str) -> list[str]:
    return [refused.code for receipt in list(said) if receipt.agent == agent for refused in receipt.refused]


def _lots(house: House, begin: str) -> list[tuple[str, int]]:
    rows = house.hub.store.rows(Lot, limit=99)
    return sorted(
        (row.lot_no, row.on_hand_micro // 1_000_000) for row in rows if row.lot_no.startswith(begin)
    )

"""A partner's API is taken from page by page and window by window, and its mark moves only after intake."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import pytest

from adapters.rest.source import RestSource, make_source
from core.hub.endpoints import Busy
from core.hub.pulls import Found, NotNow
from core.kernel.clock import FixedClock
from core.kernel.errors import Refused, Unavailable
from tests.adapters.rest.conftest import Partner
from tests.adapters.rest.erp import FIRST, LATE, ROWS
from tests.contracts.places import a_pull
from tests.contracts.stores import open_store
from tests.core.hub.pulling import Dead, House, dying_at

OK = {"ok": "status == 0", "says": "message"}
NUMBER = {
    "query": {"page_no": "{page}", "page_size": "{size}"},
    "pages": {"by": "number", "size": 3, "items": "data/details"}, **OK,
}  # fmt: skip
WINDOW = {
    "method": "POST",
    "query": {"page_no": "{page}"},
    "body": '[{"start_time":"{from}","end_time":"{to}"}]',
    "pages": {"by": "number", "first": 0, "size": 2, "items": "data/details", "total": "data/total_count"},
    "window": {"begin": "2026-11-23T08:00:00+08:00", "length_s": 7200, "overlap_s": 60, "lag_s": 60}, **OK,
}  # fmt: skip
EVERY = [f"R-{number}" for number in range(ROWS)]


def a_source(erp: Partner, path: str, **options: Any) -> RestSource:
    pull = a_pull("rest", erp.url + path, options={"pace_per_s": 1000, **options})
    return make_source(pull, b"")


def taken(source: RestSource, mark: str = "") -> list[tuple[Found, bytes]]:
    with closing(source):
        return [(one, b"".join(source.take(one))) for one in source.look(mark) if not one.nothing]


def numbers(pages: list[tuple[Found, bytes]]) -> list[str]:
    """The rows on these pages, in order."""
    return [no for _, body in pages for no in _rows(body)]


def _rows(body: bytes) -> list[str]:
    said = json.loads(body)
    if isinstance(said, dict):
        said = said.get("rows") or said.get("value") or said["data"]["details"]
    return [row["no"] for row in said]


@pytest.mark.parametrize(
    ("path", "options", "pages"),
    [
        ("/number", NUMBER, 3),
        ("/number", {**NUMBER, "pages": {"by": "number", "size": 3, "total": "data/total_count"}}, 3),
        ("/number", {**NUMBER, "query": {"page_no": "{page}", "page_size": "7"},
                     "pages": {"by": "number", "size": 7, "items": "data/details"}}, 1),
        ("/offset", {"query": {"offset": "{offset}", "limit": "{size}"},
                     "pages": {"by": "offset", "size": 3, "items": "rows"}}, 3),
        ("/cursor", {"query": {"cursor": "{cursor}"}, "pages": {"by": "cursor", "next": "next_cursor"}}, 3),
        ("/link", {"pages": {"by": "link"}}, 3),
        ("/next", {"pages": {"by": "next", "next": "'@odata.nextLink'"}}, 3),
        ("/number", {"pages": {"by": "number", "size": 3, "last": "count('data/details') < 3"},
                     "query": NUMBER["query"]}, 3),
        ("/offset", {}, 1),
    ],
)  # fmt: skip
def test_every_page_is_taken_once_whatever_leads_to_the_next(
    erp: Partner, path: str, options: dict[str, Any], pages: int
) -> None:
    found = taken(a_source(erp, path, **options))

    assert (len(found), numbers(found)) == (pages, EVERY[: 3 if not options else ROWS])
    assert len({one.name for one, _ in found}) == pages
    assert {one.media for one, _ in found} == {"application/json"}


def test_the_next_page_is_asked_for_only_when_the_one_before_was_taken(erp: Partner) -> None:
    with closing(a_source(erp, "/number", **NUMBER)) as source:
        look = source.look("")
        next(iter(look))
        assert len(erp.asked()) == 1


def test_a_page_without_rows_is_no_thing(erp: Partner) -> None:
    erp.mood(raw='{"status": 0, "data": {"details": []}}')

    with closing(a_source(erp, "/number", **NUMBER)) as source:
        [found] = source.look("")

    assert found.nothing


def test_a_business_error_a_busy_partner_and_nonsense_end_the_look_and_nothing_is_taken(erp: Partner) -> None:
    for mood, error in (
        ({"raw": '{"status": 100, "message": "no"}'}, Unavailable), ({"busy": 1}, Busy),
        ({"raw": "nonsense"}, Unavailable), ({"status": 500}, Unavailable),
    ):  # fmt: skip
        erp.mood(**mood)
        with pytest.raises(error):
            taken(a_source(erp, "/number", **NUMBER))


def test_a_next_page_on_another_host_or_one_that_does_not_move_ends_the_look(erp: Partner) -> None:
    erp.mood(next_host="https://elsewhere.example")
    with pytest.raises(Unavailable, match="another host"):
        taken(a_source(erp, "/next", pages={"by": "next", "next": "'@odata.nextLink'"}))

    erp.mood(raw='{"rows": [{"no": "x"}], "next_cursor": "c1"}')
    options = {"query": {"cursor": "{cursor}"}, "pages": {"by": "cursor", "next": "next_cursor"}}
    with pytest.raises(Unavailable, match="does not move"):
        taken(a_source(erp, "/cursor", **options))


def test_a_look_that_was_cut_off_goes_on_behind_what_was_taken(erp: Partner) -> None:
    [(first, _), *_] = taken(a_source(erp, "/number", **NUMBER))

    assert numbers(taken(a_source(erp, "/number", **NUMBER), first.mark)) == EVERY[3:]


def test_a_cursor_that_they_know_no_more_begins_again(erp: Partner) -> None:
    options = {"query": {"cursor": "{cursor}"}, "pages": {"by": "cursor", "next": "next_cursor"}}
    [(first, _), *_] = taken(a_source(erp, "/cursor", **options))
    erp.mood(cursors_end=True)

    with closing(a_source(erp, "/cursor", **options)) as source:
        look = iter(source.look(first.mark))
        assert _rows(b"".join(source.take(next(look)))) == EVERY[:3]
        with pytest.raises(Unavailable, match="cursor is over"):
            next(look)


def test_what_was_taken_is_given_once(erp: Partner) -> None:
    with closing(a_source(erp, "/number", **NUMBER)) as source:
        found = next(iter(source.look("")))
        assert len(list(source.take(found))) == 1
        with pytest.raises(NotNow):
            source.take(found)


class Timed(House):
    """A house whose puller asks the ERP, by the hour that the test says."""

    def __init__(self, request: pytest.FixtureRequest, erp: Partner) -> None:
        clock = FixedClock(FIRST)
        super().__init__(open_store("memory", request, clock), clock)
        self._erp = erp
        self.sources.open = self._open  # type: ignore[method-assign, assignment]

    def _open(self, partner: str, pull: object) -> RestSource:
        source = a_source(self._erp, "/window", **WINDOW)
        source._api.patience.now = self.clock.now  # type: ignore[method-assign]
        return source

    def rows(self) -> list[str]:
        return [no for _, body in self.documents() for no in _rows(body)]


@pytest.fixture
def timed(request: pytest.FixtureRequest, erp: Partner) -> Timed:
    return Timed(request, erp)


def test_windows_follow_each_other_with_an_overlap_and_never_reach_now(timed: Timed, erp: Partner) -> None:
    timed.look(after_s=3.5 * 3600)

    asked = [json.loads(one["body"])[0] for one in erp.asked()]
    assert [(one["start_time"][11:], one["end_time"][11:]) for one in asked] == [
        ("08:00:00", "10:00:00"), ("09:59:00", "11:59:00"),
    ]  # fmt: skip
    assert timed.rows() == EVERY[:4]
    assert [name for name, _ in timed.documents()] == [
        "20261123T000000Z-20261123T020000Z page 1", "20261123T015900Z-20261123T035900Z page 1",
    ]  # fmt: skip


def test_the_mark_moves_only_with_what_was_taken_in(timed: Timed, erp: Partner) -> None:
    erp.mood(status=503)
    timed.look(after_s=3600)
    assert timed.state().mark == ""
    erp.mood()

    timed.look(after_s=3600)

    assert json.loads(timed.state().mark)["reached"] == "2026-11-23T02:29:00Z"
    assert timed.rows() == EVERY[:2]


def test_killed_behind_a_page_the_next_look_loses_and_doubles_nothing(timed: Timed, erp: Partner) -> None:
    with pytest.raises(Dead), dying_at("pull.taken"):
        timed.look(after_s=8 * 3600)
    with pytest.raises(Dead), dying_at("pull.archived"):
        timed.look(after_s=120)

    timed.look(after_s=120)

    assert timed.rows() == EVERY
    assert set(timed.journal().values()) == {"done"}


def test_windows_in_which_nothing_was_are_passed_and_not_asked_for_again(timed: Timed, erp: Partner) -> None:
    timed.look(after_s=12 * 3600)
    before = len(erp.asked())

    timed.look(after_s=3600)

    assert timed.rows() == EVERY
    assert len(erp.asked()) == before + 1


def test_what_is_booked_late_there_is_in_the_overlap(timed: Timed, erp: Partner) -> None:
    """Its moment is before the end of the first window, and it was not there when that was asked for."""
    timed.look(after_s=1800 + 60)
    assert timed.rows() == EVERY[:1]
    assert LATE["modified"] < json.loads(timed.state().mark)["reached"]
    erp.mood(late=True)

    timed.look(after_s=3600)

    assert "R-late" in timed.rows()


def test_a_busy_partner_is_not_asked_before_its_time(timed: Timed, erp: Partner) -> None:
    erp.mood(busy=1, retry_after=2000)
    timed.look(after_s=3600)

    timed.look(after_s=1900)
    assert len(erp.asked()) == 1

    timed.look(after_s=200)
    assert timed.rows() != []


@pytest.mark.parametrize(
    "options",
    [
        {"pages": {"by": "number"}}, {"pages": {"by": "cursor"}}, {"pages": {"by": "next", "items": "x"}},
        {"pages": {"by": "magic"}}, {"window": {"begin": "yesterday"}}, {"window": {"length_s": 3}},
        {"window": {"begin": "2026-11-23T08:00:00+08:00", "zone": "Asia/Nowhere"}}, {"colour": "red"},
    ],
)  # fmt: skip
def test_words_that_do_not_agree_are_refused(erp: Partner, options: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        a_source(erp, "/number", **options)

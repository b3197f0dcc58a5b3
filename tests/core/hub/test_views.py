"""The worst of a message's parts stands for the whole."""

from __future__ import annotations

import pytest

from core.hub.views import State, state_of


@pytest.mark.parametrize(
    ("outcomes", "failing", "handled", "state"),
    [
        ([], [], False, "taken"),
        ([], [], True, "done"),
        (["done"], [], True, "done"),
        (["noted"], [], True, "noted"),
        (["done", "noted"], [], True, "done"),
        (["done", "refused"], [("open", "refused")], True, "refused"),
        (["done"], [("open", "unreadable")], True, "unreadable"),
        ([], [("waiting", "unavailable")], True, "retrying"),
        ([], [("open", "unavailable")], True, "unreadable"),
        (["refused"], [("open", "conflict")], True, "conflict"),
        ([], [("parked", "unavailable")], True, "parked"),
        (["unavailable"], [("parked", "unavailable")], True, "parked"),
        (["unavailable", "done"], [("waiting", "unavailable")], True, "retrying"),
        (["done"], [("mended", "unreadable")], True, "done"),
        (["refused"], [("dismissed", "refused")], True, "dismissed"),
        (["done"], [("waiting", "unavailable"), ("open", "unreadable")], True, "unreadable"),
    ],
)
def test_the_state_of_an_arrival(
    outcomes: list[str], failing: list[tuple[str, str]], handled: bool, state: State
) -> None:
    assert state_of(outcomes, failing, handled=handled) == state

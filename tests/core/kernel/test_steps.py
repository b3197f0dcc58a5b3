"""Fault tests hear every declared step, in order, and may stop there."""

from __future__ import annotations

import pytest

from core.kernel import steps


@pytest.fixture
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_listeners", [])


@pytest.mark.usefixtures("_quiet")
def test_a_step_nobody_listens_to_passes() -> None:
    steps.step("intake.committed")


@pytest.mark.usefixtures("_quiet")
def test_a_listener_hears_each_step_and_may_stop_the_work() -> None:
    heard: list[str] = []
    steps.listen(heard.append)

    steps.step("intake.committed")
    steps.listen(lambda name: 1 / 0)  # type: ignore[arg-type]

    with pytest.raises(ZeroDivisionError):
        steps.step("dispatch.committed")
    assert heard == ["intake.committed", "dispatch.committed"]

"""Those who commit together do not fail together when one alone is too much."""

import threading
from collections.abc import Sequence

import pytest

from front_end_agent.batch import Batch
from front_end_agent.errors import AgentError, SpoolFull
from front_end_agent.group import GroupCommit
from tests.patience import PATIENCE_S, until


def at_once(group: GroupCommit, sources: list[str]) -> dict[str, AgentError | None]:
    """Puts one batch of each source while the first is held up; gives what became of them."""
    became: dict[str, AgentError | None] = {}

    def put(source: str) -> None:
        became[source] = None
        try:
            group.put(Batch(source=source))
        except AgentError as error:
            became[source] = error

    threads = [threading.Thread(target=put, args=(source,)) for source in sources]
    with group._commit_lock:
        for thread in threads:
            thread.start()
        until(lambda: len(group._waiting) == len(sources), "everybody to wait")
    for thread in threads:
        thread.join(PATIENCE_S)
    return became


def test_what_is_too_much_together_is_kept_one_by_one() -> None:
    kept: list[str] = []

    def commit(batches: Sequence[Batch]) -> None:
        if len(batches) > 1 or batches[0].source == "catalogue":
            raise SpoolFull("no room")
        kept.append(batches[0].source)

    became = at_once(GroupCommit(commit, lock=threading.RLock()), ["alarm", "catalogue", "scale"])

    assert sorted(kept) == ["alarm", "scale"]
    assert isinstance(became.pop("catalogue"), SpoolFull)
    assert set(became.values()) == {None}


def test_a_broken_store_is_told_to_everybody_who_waited() -> None:
    def commit(_batches: Sequence[Batch]) -> None:
        raise AgentError("the disk is gone")

    became = at_once(GroupCommit(commit, lock=threading.RLock()), ["a", "b"])

    assert [str(error) for error in became.values()] == ["the disk is gone"] * 2


def test_more_than_fit_one_group_all_come_through() -> None:
    sizes: list[int] = []
    group = GroupCommit(lambda batches: sizes.append(len(batches)), lock=threading.RLock())

    became = at_once(group, [str(number) for number in range(300)])

    assert set(became.values()) == {None}
    assert sum(sizes) == 300
    assert max(sizes) <= 256


@pytest.mark.parametrize("count", [1, 2])
def test_a_batch_is_committed_once(count: int) -> None:
    kept: list[str] = []
    group = GroupCommit(
        lambda batches: kept.extend(batch.source for batch in batches), lock=threading.RLock()
    )

    for _ in range(count):
        group.put(Batch(source="a"))

    assert kept == ["a"] * count

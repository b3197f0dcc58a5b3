"""Two people are two, however their names are written."""

from __future__ import annotations

import pytest

from core.kernel.errors import Refused
from core.kernel.second_person import require_another


def test_another_person_may_approve() -> None:
    require_another("wang", "zhao")
    require_another("王伟", "王维")


@pytest.mark.parametrize("who", ["wang", " Wang ", "WANG", "\uff37\uff41\uff4e\uff47"])
def test_one_person_in_other_letters_is_one(who: str) -> None:
    with pytest.raises(Refused, match="made this; a second person approves it"):
        require_another("wang", who)


@pytest.mark.parametrize("who", ["", "  ", "\u3000"])
def test_nobody_is_no_second_person(who: str) -> None:
    with pytest.raises(Refused, match="nobody approves it"):
        require_another("wang", who)

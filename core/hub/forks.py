"""After a fork a person decides that an agent may speak again; what was forked stays as it is."""

from __future__ import annotations

import msgspec

from core.hub.agents import Agent
from core.hub.ports import Unit
from core.kernel.errors import Refused


def trust(unit: Unit, name: str) -> None:
    """The agent may speak again, in a new epoch. Refused if it was not stopped."""
    known = unit.shelf(Agent).get(name)
    if known is None or known.state != "stopped":
        raise Refused(
            f"{name!r} is not stopped; `hub agent list` shows every agent's state", cause="fork.not_stopped"
        )
    unit.shelf(Agent).put(msgspec.structs.replace(known, state="enrolled"))

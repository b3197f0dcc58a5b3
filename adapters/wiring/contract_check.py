"""Before a contract is in force: every line of it that leads out or in can be opened as it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from adapters.as2.keys import read_own, read_theirs
from adapters.wiring.endpoints import ContractDestinations
from adapters.wiring.secret_files import read_secret
from adapters.wiring.sources import ContractSources
from core.hub.contracts import As2Line, Contract
from core.hub.outside_folders import Places
from core.hub.ports import Library, Store
from core.hub.pulls import Source
from core.kernel.errors import FAULTS, Refused, Unavailable

_WILD = re.compile(r"[*?\[]")
T = TypeVar("T")


class ContractCheck:
    """Makes what the contract names, and connects to nothing."""

    def __init__(self, store: Store, library: Library, home: Path) -> None:
        self._destinations = ContractDestinations(store, library, home)
        self._sources = ContractSources(store, home)
        self._secrets = home / "secrets"

    def check(self, contract: Contract) -> list[str]:
        """What is not there yet, such as a secret: what needs it waits. Refused for what can never go."""
        missing: list[str] = []
        for send in contract.sends:
            _made(missing, f"send {send.name}", partial(self._destinations.of, contract.partner, send))
        sources = []
        for pull in contract.pulls:
            source = _made(missing, f"pull {pull.name}", partial(self._sources.make, pull))
            sources += [] if source is None else [(pull.name, source)]
        _require_archives_apart(sources)
        for line in contract.as2:
            of = f"as2 {line.ours} <- {line.theirs}"
            _made(missing, of, partial(self._as2, line, of))
        return missing

    def _as2(self, line: As2Line, of: str) -> None:
        read_theirs(line.certificates, of=of)
        read_own(read_secret(self._secrets, line.secret_file, of=of, cause="as2.secret"), of=of)


def _made(missing: list[str], of: str, make: Callable[[], T]) -> T | None:
    """None where something is not there yet, which is told."""
    try:
        return make()
    except Unavailable as away:
        missing.append(away.text)
        return None
    except FAULTS as fault:
        raise Refused(
            f"{of} cannot be made: {type(fault).__name__}: {fault}; mend its words", cause="contract.line"
        ) from fault


def _require_archives_apart(sources: list[tuple[str, Source]]) -> None:
    """A restored hub looks through what was put away, and would take what another pull put there."""
    known: list[tuple[str, Places]] = [
        (name, source.places) for name, source in sources if hasattr(source, "places")
    ]
    for at, (name, here) in enumerate(known):
        for other, there in known[:at]:
            meet = here.archive == there.archive and not _apart(here.pattern, there.pattern)
            if here.archive and (meet or here.archive == there.folder):
                raise _one_place(name, other, here.archive)
            if there.archive and there.archive == here.folder:
                raise _one_place(other, name, there.archive)


def _apart(one: str, other: str) -> bool:
    """Whether it is plain that no name is meant by both: their ends or their beginnings differ."""
    heads, tails = [_WILD.split(text)[0] for text in (one, other)], [_tail(one), _tail(other)]
    ends = not (tails[0].endswith(tails[1]) or tails[1].endswith(tails[0]))
    return ends or not (heads[0].startswith(heads[1]) or heads[1].startswith(heads[0]))


def _tail(pattern: str) -> str:
    """What stands behind the last wild card."""
    return re.split(r"[*?\]]", pattern)[-1]


def _one_place(name: str, other: str, archive: str) -> Refused:
    return Refused(
        f"pull {name} puts away into {archive}, from where pull {other} takes too, if only after a restore;"
        " give each an `archive` of its own",
        cause="pull.archive",
    )

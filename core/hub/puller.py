"""The Polling Consumer: looks where contracts say, takes each thing in once, then puts it away there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import datetime

import msgspec

from core.hub.contents import Content, bounded, keep_content, keep_parts
from core.hub.contract_terms import Pgp
from core.hub.contracts import Contract, Cut, Partner, Pull
from core.hub.easing import slowed
from core.hub.line_ends import NotToBeCut
from core.hub.manifests import Measured, broken
from core.hub.ports import Blobs, Library, Store
from core.hub.pull_rows import NAME_MAX, Turn
from core.hub.pull_turns import BUDGET, Also, Overtaken, Turns, is_due
from core.hub.pulls import BROKEN, DONE, UNKNOWN_SIZE, Found, NotNow, Pulled, PullState, Source, Sources
from core.hub.sealed_files import Nobody, NotOpened, Opener, facts_of, is_sealed
from core.kernel.errors import FAULTS, Refused, Unavailable
from core.kernel.steps import step

PARTNERS_MAX = 10_000
_FAULT_MAX = 300
THINGS_A_TURN = 500
# A look that takes long says so each time so many bytes have come.
RENEW_BYTES = 512 * 1024


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """A pull whose time has come; cut: of its feed; pgp: of its contract."""

    partner: str
    pull: Pull
    cut: Cut | None = None
    pgp: Pgp | None = None


class Puller:
    """Any number of pullers may run, here and elsewhere: a pull is looked at by one of them at a time."""

    def __init__(self, store: Store, blobs: Blobs, library: Library, sources: Sources, owner: str) -> None:
        self._store = store
        self._blobs = blobs
        self._library = library
        self._sources = sources
        self._turns = Turns(store, blobs, owner)
        self._opener: Opener = Nobody()
        self._pulls_of: Callable[[Contract], Sequence[Pull]] = _pulls_of

    def takes(self, pulls_of: Callable[[Contract], Sequence[Pull]], *, door: str, also: Also) -> Puller:
        """Looks at other places of contracts, as another door; also: what to keep with each thing."""
        self._pulls_of, self._turns.door, self._turns.also = pulls_of, door, also
        return self

    def opens(self, opener: Opener) -> Puller:
        """What comes sealed is opened by it."""
        self._opener = opener
        return self

    def due(self, now: datetime) -> list[Due]:
        """What is to be looked at, by the database's time; nothing of partners whose messages pile up."""
        found = []
        for partner in self._store.rows(Partner, limit=PARTNERS_MAX):
            contract = self._library.contract(partner.contract)
            pulls = self._pulls_of(contract)
            if pulls and slowed(self._store, partner.partner, now) is None:
                cuts = {feed.source: feed.cut for feed in contract.feeds}
                found += [
                    Due(partner=partner.partner, pull=pull, cut=cuts.get(pull.source), pgp=contract.pgp)
                    for pull in pulls
                    if self._is_due(partner.partner, pull, now)
                ]
        return found

    def run(self, due: Due) -> int:
        """One look: how many things were taken in. 0 too where another has it, or the place is away."""
        turn = self._turns.begin(due.partner, due.pull)
        if turn is None:
            return 0
        # Who overtook us says how it ended.
        with suppress(Overtaken):
            self._look(turn, due)
        return turn.taken

    def _look(self, turn: Turn, due: Due) -> None:
        try:
            with closing(self._sources.open(turn.partner, turn.pull)) as source:
                look = _Look(self._turns, turn, source, due)
                look.opener = self._opener
                more = look.through(self._blobs)
        except Overtaken:
            raise
        except (Refused, Unavailable) as error:
            self._turns.failed(turn, error)
            return
        except FAULTS as fault:
            # A place whose adapter breaks stops no other place, and is told of as one that is away.
            text = f"looking there failed with {type(fault).__name__}: {ascii(str(fault))[:_FAULT_MAX]}"
            self._turns.failed(turn, Unavailable(text, cause=f"pull.fault@{type(fault).__name__}"))
            return
        self._turns.ended(turn, more=more, trouble=look.trouble)

    def _is_due(self, partner: str, pull: Pull, now: datetime) -> bool:
        state = self._store.get(PullState, partner, pull.name)
        return state is None or is_due(state, pull, now)


class _Look:
    """One look at one place; trouble: of what was passed over, the last."""

    def __init__(self, turns: Turns, turn: Turn, source: Source, due: Due) -> None:
        self._cut = due.cut
        self._pgp = due.pgp
        self.opener: Opener = Nobody()
        self._turns = turns
        self._turn = turn
        self._source = source
        self.trouble: NotNow | None = None

    def through(self, blobs: Blobs) -> bool:
        """Takes what lies there; whether more may lie there than this look had time for."""
        turn = self._turn
        pending = {row.name: row for row in self._turns.pending(turn)}
        for found in self._source.look(turn.mark, again=turn.again):
            # What was put away before is not what of its name lies there now.
            known = None if found.put_away else pending.pop(found.name, None)
            try:
                _require_name(found.name)
                if found.nothing:
                    if self.trouble is None:
                        self._turns.move_on(turn, found.mark)
                elif known is not None and known.is_version(found):
                    self._put_away(found)
                elif self._turns.wants(turn, found):
                    self._take(blobs, found)
            except NotNow as error:
                self.trouble = error
            if turn.taken >= THINGS_A_TURN or turn.at - turn.began > BUDGET:
                return True
        self._end(pending.values())
        return False

    def _end(self, pending: Iterable[Pulled]) -> None:
        """Taken in by a look that died before it could say so; what is told no more may still lie there."""
        for row in pending:
            try:
                # Its marker goes before it does: without one it is not told. What is gone is left alone.
                self._source.archive(Found(name=row.name, size=row.size, modified=row.modified))
            except NotNow as error:
                self.trouble = error
            else:
                self._turns.mark(self._turn, msgspec.structs.replace(row, state=DONE))

    def _take(self, blobs: Blobs, found: Found) -> None:
        turn = self._turn
        try:
            content, lines, found = self._whole_or_cut(blobs, found)
        except Refused as refused:
            self._turns.leave(turn, found, refused)
            return
        if found.size not in (UNKNOWN_SIZE, content.file_size):
            raise NotNow(
                f"{found.name} had {found.size} bytes, {content.file_size} came; it is still being written",
                cause="pull.changed",
            )
        judged = _judged(found, content, lines)
        if self.trouble is not None:
            # A mark behind what was passed over would leave it there for ever: the next look begins before.
            judged = msgspec.structs.replace(judged, mark="")
        self._turns.keep(turn, judged, content)
        step("pull.taken")
        self._put_away(found)

    def _whole_or_cut(self, blobs: Blobs, found: Found) -> tuple[Content, int, Found]:
        """What it holds, how many lines the file has, and what is known of it."""
        pieces = self._pieces(found)
        try:
            if BROKEN in found.facts:
                # What is broken is read by nobody: it is kept in one piece, and sealed if it is.
                return self._content(blobs, pieces, None), pieces.lines, found
            if is_sealed(found.name, self._turn.pull):
                content, told = self._opened(blobs, found, pieces)
                return content, pieces.lines, told
            return self._content(blobs, pieces, self._cut), pieces.lines, found
        except (NotToBeCut, NotOpened) as refused:
            # Kept as what it is, and read by nobody: the whole, with the reason.
            told = msgspec.structs.replace(found, facts={**found.facts, BROKEN: refused.text})
            pieces = self._pieces(found)
            return self._content(blobs, pieces, None), pieces.lines, told

    def _pieces(self, found: Found) -> Measured:
        return Measured(self._renewing(self._source.take(found)))

    def _opened(self, blobs: Blobs, found: Found, pieces: Iterable[bytes]) -> tuple[Content, Found]:
        """What was inside, and the file as it came beside it."""
        most = self._turn.pull.bytes_max
        if self._pgp is None:
            raise Unavailable("the contract names no keys of OpenPGP; add `pgp`", cause="pgp.keys")
        with self.opener.opening(self._pgp, of=found.name) as opening:
            sealed, size = blobs.keep(bounded(opening.sealed(pieces), most))
            inside = self._renewing(opening.opened(bytes_max=most))
            content = msgspec.structs.replace(
                self._content(blobs, inside, self._cut), sealed=sealed, sealed_size=size
            )
            facts = found.facts | facts_of(content, opening)
        return content, msgspec.structs.replace(found, facts=facts)

    def _content(self, blobs: Blobs, pieces: Iterable[bytes], cut: Cut | None) -> Content:
        """In parts where its feed says so."""
        most = self._turn.pull.bytes_max
        if cut is None:
            return keep_content(blobs, pieces, bytes_max=most)
        return keep_parts(blobs, pieces, cut, bytes_max=most)

    def _put_away(self, found: Found) -> None:
        self._source.archive(found)
        step("pull.archived")
        self._turns.put_away(self._turn, found)

    def _renewing(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces; the look stays ours while they come."""
        came = 0
        for piece in pieces:
            came += len(piece)
            if came >= RENEW_BYTES:
                came = 0
                self._turns.renew(self._turn)
            yield piece


def _pulls_of(contract: Contract) -> Sequence[Pull]:
    return contract.pulls


def _require_name(name: str) -> None:
    """NotNow for a name that nothing here can keep: what lies beside it is taken."""
    if len(name) > NAME_MAX:
        raise NotNow(f"{name[:80]!a}… has a name of over {NAME_MAX} characters", cause="pull.name")
    if not name.isascii() and name.encode("utf-8", "replace").decode() != name:
        raise NotNow(f"{name!a} is not named in UTF-8; name it anew there", cause="pull.name")


def _judged(found: Found, content: Content, lines: int) -> Found:
    """What does not hold to its manifest is kept as what it is: a dead letter that says why."""
    if found.manifest is None:
        return found
    fault = broken(found.manifest, sha256=content.file_sha256, size=content.file_size, lines=lines)
    return msgspec.structs.replace(found, facts={**found.facts, BROKEN: fault}) if fault else found

"""A programme is opened, changed and ends; it never holds less than its members were promised."""

from __future__ import annotations

from msgspec.structs import replace

from core.hub.handling import handles
from core.hub.message import Message
from core.kernel.currencies import minor_digits
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.kernel.second_person import require_another
from core.parties.messages_programme import ProgrammeChanged, ProgrammeFoundOver, ProgrammeOpened
from core.parties.party import Party
from core.parties.programme import ENDED, RUNNING, Member, Programme
from core.parties.programmes import known_programme, members_of, require_end_ahead, require_reason
from core.parties.relations import require_not_blocked
from core.parties.work import PartiesWork

CORE = "core"


@handles(
    "party.programme_opened.v1",
    touches=lambda message: [
        (Party, (message.body.core.upper(),)),
        (Programme, (message.body.programme,)),
    ],
)
def open_programme(message: Message, work: PartiesWork) -> list[Message]:
    said = message.read(ProgrammeOpened)
    require_another(said.proposer, said.approver)
    require_reason(said.programme, said.reason)
    require_end_ahead(said.programme, said.until, message.record_time)
    if work.programmes.get(said.programme) is not None:
        raise Refused(f"programme {said.programme} was opened before", cause="parties.programme.twice")
    minor_digits(said.currency)
    party = require_not_blocked(work, said.core, "a programme", at=message.record_time)
    if CORE not in party.roles.split():
        raise Refused(
            f"{party.name} is no core enterprise but {party.roles or 'nothing said'}; its master gives roles",
            cause="parties.programme.core",
        )
    opened = Programme(
        programme=said.programme,
        core=party.uscc,
        name=said.name,
        currency=said.currency,
        total_minor=said.total_minor,
        members_percent_max=said.members_percent_max,
        state=RUNNING,
        opened_at=message.record_time,
        until=said.until,
        proposer=said.proposer,
        approver=said.approver,
        reason=said.reason,
    )
    _keep(message, work, opened, "opened")
    return []


@handles("party.programme_changed.v1", touches=lambda message: [(Programme, (message.body.programme,))])
def change_programme(message: Message, work: PartiesWork) -> list[Message]:
    said = message.read(ProgrammeChanged)
    require_another(said.proposer, said.approver)
    require_reason(said.programme, said.reason)
    before = known_programme(work, said.programme)
    if said.state != ENDED:
        require_end_ahead(said.programme, said.until, message.record_time)
    changed = replace(
        before,
        total_minor=said.total_minor,
        members_percent_max=said.members_percent_max,
        state=said.state,
        until=said.until,
        proposer=said.proposer,
        approver=said.approver,
        reason=said.reason,
        changes=before.changes + 1,
    )
    _require_enough(work, changed)
    _keep(message, work, changed, said.state)
    return []


@handles(
    "party.programme_over.v1",
    touches=lambda message: [
        (Programme, (message.body.programme,)),
        (Member, (message.body.programme, message.body.member)),
    ],
)
def end_programme(message: Message, work: PartiesWork) -> list[Message]:
    """The clock's word counts where the end is still the one it saw."""
    said = message.read(ProgrammeFoundOver)
    if said.until > message.record_time:
        return []
    if said.member:
        place = work.members.get(said.programme, said.member)
        if place is not None and place.state != ENDED and place.until == said.until:
            ended = replace(place, state=ENDED, reason="its time is over", changes=place.changes + 1)
            work.members.put(ended)
            _tell(message, work, f"{said.programme}/{said.member}/{ended.changes}", "a member's time is over")
        return []
    programme = work.programmes.get(said.programme)
    if programme is not None and programme.state != ENDED and programme.until == said.until:
        ended_whole = replace(
            programme, state=ENDED, reason="its time is over", changes=programme.changes + 1
        )
        _keep(message, work, ended_whole, ENDED)
    return []


def _require_enough(work: PartiesWork, programme: Programme) -> None:
    """What the members were promised still fits."""
    limits = [each.limit_minor for each in members_of(work, programme.programme)]
    largest, together = max(limits, default=0), sum(limits)
    for held, bound in ((largest, programme.total_minor), (together, programme.members_minor_max)):
        if held > bound:
            raise Refused(
                f"members of {programme.programme} were promised {Money(held, programme.currency)}, over"
                f" {Money(bound, programme.currency)}; cut their limits first",
                cause="parties.programme.total",
            )


def _keep(message: Message, work: PartiesWork, programme: Programme, what: str) -> None:
    work.programmes.put(programme)
    total = Money(programme.total_minor, programme.currency)
    whose = f"programme {programme.programme} of {programme.core}"
    text = f"{programme.approver} approves: {whose} is {what}, {total}: {programme.reason}"
    _tell(message, work, f"{programme.programme}/{programme.changes}", text)


def _tell(message: Message, work: PartiesWork, key: str, text: str) -> None:
    work.unit.effect(message, kind="programme.kept", key=key, text=text[:4_000])

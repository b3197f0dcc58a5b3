"""R35: what the limits of the ledger leave when what is asked for is taken."""

from __future__ import annotations

from collections.abc import Mapping

from core.ledger import Account, Balance
from core.risk.feeders import Case, feeds
from core.risk.messages import LimitRef
from core.risk.values import Said
from core.risk.work import RiskWork


@feeds("headroom_minor")
def feed_headroom(case: Case, work: RiskWork) -> Mapping[str, Said]:
    """The narrowest of the limits, pending holds counted; nothing where one of them is no limit."""
    rooms = [_room(work, limit) for limit in case.limits]
    known = [room for room in rooms if room is not None]
    if not known or len(known) < len(rooms):
        return {}
    return {"headroom_minor": min(known) - case.minor}


def _room(work: RiskWork, limit: LimitRef) -> int | None:
    account = work.unit.shelf(Account).get(limit.book, limit.account)
    if account is None or not account.limit:
        return None
    key = (limit.book, limit.account, limit.currency, limit.owner)
    balance = work.unit.shelf(Balance).get(*key) or Balance(
        book=limit.book, account=limit.account, currency=limit.currency, owner=limit.owner
    )
    return balance.room(account.limit)

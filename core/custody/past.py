"""The book of some lots at any moment behind: the present one without what counts from later."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from itertools import groupby

from core.custody.lot import Lot, eligible
from core.custody.movement import Book, Movement, days_between
from core.hub.work import RoomUnit

ASK_BY_LOT_MAX = 8
LotKey = tuple[str, str]


class PastBook:
    """What lots held at moments not before `since`, as known now; later movements are read once."""

    def __init__(self, unit: RoomUnit, keys: Collection[LotKey], since: datetime, until: datetime) -> None:
        self._lots = unit.shelf(Lot)
        self._movements = unit.shelf(Movement)
        self._days = list(days_between(since, until))
        self._lots.warm(keys)
        self._later: dict[LotKey, list[Movement]] = {key: [] for key in keys}
        for site, here in groupby(sorted(keys), key=lambda key: key[0]):
            self._read(site, [lot_no for _, lot_no in here], since)

    def at(self, key: LotKey, moment: datetime, contract_no: str = "") -> Book:
        """The book of the lot at `moment`; pledged goods only of that contract where one is named."""
        lot = self._lots.get(*key)
        if lot is None:
            return Book(0, 0, 0)
        mine = contract_no in {"", lot.contract_no}
        on_hand = lot.on_hand_micro
        pledged, under_way = (lot.pledged_micro, lot.under_way_micro) if mine else (0, 0)
        for each in self._later[key]:
            if each.counts_from > moment:
                on_hand -= each.on_hand_delta
                if contract_no in {"", each.contract_no}:
                    pledged -= each.pledged_delta
                    under_way -= each.under_way_delta
        return Book(on_hand, pledged, under_way)

    def eligible(self, key: LotKey, moment: datetime, contract_no: str) -> int:
        """What secured the contract then; its present approval counts for the past too."""
        lot = self._lots.get(*key)
        book = self.at(key, moment, contract_no)
        return 0 if lot is None else eligible(*book, lot.approved_micro)

    def _read(self, site: str, lot_nos: list[str], since: datetime) -> None:
        for day in self._days:
            if len(lot_nos) > ASK_BY_LOT_MAX:
                found = self._movements.find(site=site, event_day=day)
            else:
                asked = (self._movements.find(site=site, lot_no=each, event_day=day) for each in lot_nos)
                found = [movement for each in asked for movement in each]
            for movement in found:
                later = self._later.get((site, movement.lot_no))
                if later is not None and movement.counts_from > since:
                    later.append(movement)

"""The shelves the parties room works on inside a unit of work."""

from __future__ import annotations

from core.hub.work import RoomUnit
from core.parties.party import Party, PartyLink, PartyVersion
from core.parties.peers import IndustryBands
from core.parties.programme import Member, Programme
from core.parties.statement import Statement, StatementFigure
from core.parties.template import TemplateVersion


class PartiesWork:
    """Everything the handlers of parties may read and change."""

    def __init__(self, unit: RoomUnit) -> None:
        self.unit = unit
        self.parties = unit.shelf(Party)
        self.versions = unit.shelf(PartyVersion)
        self.links = unit.shelf(PartyLink)
        self.statements = unit.shelf(Statement)
        self.figures = unit.shelf(StatementFigure)
        self.programmes = unit.shelf(Programme)
        self.members = unit.shelf(Member)
        self.templates = unit.shelf(TemplateVersion)
        self.bands = unit.shelf(IndustryBands)

"""Who is who: one master, many roles, every change kept, and who hangs together with whom."""

from core.parties.graph import Tie as Tie
from core.parties.graph import clusters as clusters
from core.parties.graph import cycles as cycles
from core.parties.messages import PartyClassified as PartyClassified
from core.parties.messages import PartyTied as PartyTied
from core.parties.party import Party as Party
from core.parties.party import PartyLink as PartyLink
from core.parties.party import PartyVersion as PartyVersion
from core.parties.standing import blocked as blocked
from core.parties.statement import Statement as Statement
from core.parties.statement import StatementFigure as StatementFigure
from core.parties.work import PartiesWork as PartiesWork

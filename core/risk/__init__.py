"""How much we dare: tables, rules and scorecards as versioned data, and decisions that can be shown again."""

from core.risk.coverage import gaps as gaps
from core.risk.coverage import overlaps as overlaps
from core.risk.tables import Answer as Answer
from core.risk.tables import Compiled as Compiled
from core.risk.tables import Input as Input
from core.risk.tables import Row as Row
from core.risk.tables import Table as Table
from core.risk.tables import compiled as compiled

"""The shelves the workflow room works on inside a unit of work, and the deals it looks at."""

from __future__ import annotations

from core.hub.work import RoomUnit
from core.loan import Application, Loan, ProductVersion
from core.workflow.instance import ChainRetired, ChainVersion, Instance, Role, Step, Task


class WorkflowWork:
    """Everything the handlers of workflow may read and change, and the loan room's rows to look at."""

    def __init__(self, unit: RoomUnit) -> None:
        self.unit = unit
        self.chains = unit.shelf(ChainVersion)
        self.retired = unit.shelf(ChainRetired)
        self.roles = unit.shelf(Role)
        self.instances = unit.shelf(Instance)
        self.steps = unit.shelf(Step)
        self.tasks = unit.shelf(Task)
        self.applications = unit.shelf(Application)
        self.loans = unit.shelf(Loan)
        self.products = unit.shelf(ProductVersion)

"""The workflow room: who decides what, in which order, and what everybody has to do for it."""

from core.workflow.allowed import allowed as allowed
from core.workflow.chain import Approvers as Approvers
from core.workflow.chain import Chain as Chain
from core.workflow.chain import Node as Node
from core.workflow.chain import Way as Way
from core.workflow.chain import route as route
from core.workflow.due import tasks_late as tasks_late
from core.workflow.instance import ChainRetired as ChainRetired
from core.workflow.instance import ChainVersion as ChainVersion
from core.workflow.instance import Instance as Instance
from core.workflow.instance import Role as Role
from core.workflow.instance import Step as Step
from core.workflow.instance import Task as Task
from core.workflow.log import replay as replay
from core.workflow.messages import ChainPublished as ChainPublished
from core.workflow.messages import ChainTakenOut as ChainTakenOut
from core.workflow.messages import RoleHeld as RoleHeld
from core.workflow.messages import TaskLate as TaskLate
from core.workflow.messages import WorkflowActed as WorkflowActed
from core.workflow.messages import WorkflowEnded as WorkflowEnded
from core.workflow.messages import WorkflowStarted as WorkflowStarted
from core.workflow.roles import Roles as Roles
from core.workflow.state import Signer as Signer
from core.workflow.state import State as State
from core.workflow.state import ready as ready
from core.workflow.work import WorkflowWork as WorkflowWork

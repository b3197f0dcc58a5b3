"""Group commit: whoever comes while another commits goes with the next commit; nobody waits for company."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from front_end_agent.batch import Batch
from front_end_agent.errors import AgentError, SpoolFull

GROUP_MAX = 256


@dataclass(slots=True)
class Ticket:
    """A batch on its way into the spool, and what became of it."""

    batch: Batch
    done: bool = False
    error: AgentError | None = None


class GroupCommit:
    """Puts batches of many threads through one `commit`, which keeps all of them or raises."""

    def __init__(self, commit: Callable[[Sequence[Batch]], None], *, lock: threading.RLock) -> None:
        self._commit, self._commit_lock = commit, lock
        self._waiting: list[Ticket] = []
        self._waiting_lock = threading.Lock()

    def put(self, batch: Batch) -> None:
        """Back when it is kept; raises what kept it from being so."""
        ticket = Ticket(batch)
        with self._waiting_lock:
            self._waiting.append(ticket)
        with self._commit_lock:
            while not ticket.done:
                self._commit_next()
        if ticket.error is not None:
            raise ticket.error

    def _commit_next(self) -> None:
        with self._waiting_lock:
            tickets, self._waiting = self._waiting[:GROUP_MAX], self._waiting[GROUP_MAX:]
        try:
            self._try(tickets)
        except SpoolFull:
            # What is too much together may still fit one by one, an alarm before a catalogue.
            for ticket in tickets:
                try:
                    self._try([ticket])
                except AgentError as error:
                    ticket.error, ticket.done = error, True
        except AgentError as error:
            for ticket in tickets:
                ticket.error, ticket.done = error, True

    def _try(self, tickets: Sequence[Ticket]) -> None:
        self._commit([ticket.batch for ticket in tickets])
        for ticket in tickets:
            ticket.done = True

"""What can go wrong at an agent; each text says what, where, and what to do."""


class AgentError(Exception):
    """Anything the agent can name; the text is for the person at the site."""


class Misconfigured(AgentError):
    """The settings, the home or the enrolment are not what the agent needs; it does not start."""


class SpoolFull(AgentError):
    """The spool has no room, or its disk has none; the source waits and reads again later."""

    def __init__(self, text: str, *, disk: bool = False) -> None:
        super().__init__(text)
        self.disk = disk


class SourceFailed(AgentError):
    """A source cannot be read now; it is tried again with back-off, and not before it asked to be."""

    def __init__(self, text: str, *, retry_after_s: float = 0.0) -> None:
        super().__init__(text)
        self.retry_after_s = retry_after_s


class HubAway(AgentError):
    """The hub or the broker did not answer, or asked us to come again later."""

    def __init__(self, text: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(text)
        self.retry_after_s = retry_after_s


class HubRefused(AgentError):
    """The hub understood and said no; the same words again would get the same answer.

    cause: the hub's own word for it, "" where it said none.
    """

    def __init__(self, text: str, *, cause: str = "") -> None:
        super().__init__(text)
        self.cause = cause


class Untrusted(AgentError):
    """Something came that is not signed by our hub, not meant for us, too late or too old."""

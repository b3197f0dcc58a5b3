"""How the agent logs: one line an event, as text or JSON, without what looks like a secret."""

import json
import logging
import os
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from front_end_agent.errors import Misconfigured

SETTING = "LIANQIAO_LOG_FORMAT"
FORMATS = ("text", "json")
LOG_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(message)s"
TEXT_CHARACTERS_MAX = 16_000
# Errors of libraries quote addresses with their passwords, and headers. A port, with no @ behind, is none.
_SECRETS = re.compile(
    r"(?P<before>://[^\s/:@]*:(?!\d{1,5}\b(?!\S*@))|\b(?:bearer|basic)\s+"
    r"|\b(?:password|passwd|token|secret|api[-_]?key)\b\W{1,4})"
    r"(?P<secret>[^\s@'\",;]+)",
    re.IGNORECASE,
)


class TextLines(logging.Formatter):
    """For a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        return blanked(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object an event, in one line; `source` and `trace` where the writer of the line said them."""

    def __init__(self, agent: str) -> None:
        super().__init__()
        self._agent = agent

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "text": blanked(record.getMessage()),
            "process": record.process,
            "thread": record.threadName,
            "agent": self._agent,
        }
        line |= {name: str(vars(record)[name]) for name in ("source", "trace") if vars(record).get(name)}
        if record.exc_info:
            line["error"] = blanked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def log_to_stderr(agent: str, *, level: str, environment: Mapping[str, str] | None = None) -> None:
    """Set once, where the agent begins. Raises Misconfigured for a form nobody knows."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter_of(agent, environment))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    logging.getLogger("front_end_agent").setLevel(level.upper())


def formatter_of(agent: str, environment: Mapping[str, str] | None = None) -> logging.Formatter:
    """What LIANQIAO_LOG_FORMAT asks for: text unless json is said."""
    said = (os.environ if environment is None else environment).get(SETTING, "") or "text"
    if said not in FORMATS:
        raise Misconfigured(f"{SETTING}={said!r}: one of {', '.join(FORMATS)} is wanted")
    return JsonLines(agent) if said == "json" else TextLines(LOG_FORMAT)


def blanked(text: str) -> str:
    """The text with asterisks where a secret seems to stand."""
    return _SECRETS.sub(
        lambda match: match["before"] + "*" * len(match["secret"]), text[:TEXT_CHARACTERS_MAX]
    )

"""How a process of the hub logs: one line an event, text or JSON, and no secret in any, whoever wrote it."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime

from core.hub.redaction import blank_text
from core.kernel.context import FIELDS, present
from core.kernel.errors import Refused

SETTING = "LIANQIAO_LOG_FORMAT"
FORMATS = ("text", "json")
FORM = "%(asctime)s %(levelname)s %(name)s %(message)s"
NOISY = ("httpx", "uvicorn.access", "alembic")
# An error may quote a whole body: a line of a log is no place for it.
TEXT_CHARACTERS_MAX = 16_000


class Blanking(logging.Formatter):
    """The last word on each line and its traceback: addresses bear passwords, and errors quote them."""

    def format(self, record: logging.LogRecord) -> str:
        return blank_text(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object an event, in one line: time (UTC), level, logger, text, and what it is about."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "text": _clean(record.getMessage()),
            "process": record.process,
            "thread": record.threadName,
        }
        line |= {name: _clean(str(value)) for name, value in _about(record).items()}
        if record.exc_info:
            line["error"] = _clean(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def log_to_stderr(environment: Mapping[str, str] | None = None) -> None:
    """Set once, where a process begins. Raises Refused for a form nobody knows."""
    formatter = formatter_of(environment)
    logging.basicConfig(level=logging.INFO, format=FORM)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(formatter)
    for noisy in NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)


def formatter_of(environment: Mapping[str, str] | None = None) -> logging.Formatter:
    """What LIANQIAO_LOG_FORMAT asks for: text unless json is said. Raises Refused for anything else."""
    said = (os.environ if environment is None else environment).get(SETTING, "") or "text"
    if said not in FORMATS:
        raise Refused(f"{SETTING}={said!r}: one of {', '.join(FORMATS)} is wanted")
    return JsonLines() if said == "json" else Blanking(FORM)


def _about(record: logging.LogRecord) -> dict[str, object]:
    """What the writer of the line knew (its `extra`), else what is said around it; nothing that is empty."""
    around = present()
    known = {name: getattr(record, name, around.get(name)) for name in FIELDS}
    return {name: value for name, value in known.items() if value not in (None, "")}


def _clean(text: str) -> str:
    """Without secrets: each value by itself, so that blanking never tears the line's own marks."""
    return blank_text(text[:TEXT_CHARACTERS_MAX])

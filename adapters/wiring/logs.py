"""How a process of the hub logs: one line each, and no secret in any, whoever wrote the line."""

from __future__ import annotations

import logging

from core.hub.redaction import blank_text

FORM = "%(asctime)s %(levelname)s %(name)s %(message)s"
NOISY = ("httpx", "uvicorn.access", "alembic")


class Blanking(logging.Formatter):
    """The last word on each line and its traceback: addresses bear passwords, and errors quote them."""

    def format(self, record: logging.LogRecord) -> str:
        return blank_text(super().format(record))


def log_to_stderr() -> None:
    """Set once, where a process begins."""
    logging.basicConfig(level=logging.INFO, format=FORM)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(Blanking(FORM))
    for noisy in NOISY:
        logging.getLogger(noisy).setLevel(logging.WARNING)

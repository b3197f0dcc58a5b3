"""Writes the partners' door for their developers: `python -m gateway.rest.openapi docs/`."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from adapters.wiring.hub import make_hub
from gateway.rest.app import make_app

NAME = "openapi.json"


def text() -> str:
    """The document as the application itself gives it at /v1/openapi.json, over a hub that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        hub = make_hub(name="hub", home=home, database_url=f"sqlite:///{home / 'hub.db'}")
        try:
            document = make_app(hub).openapi()
        finally:
            hub.store.engine.dispose()
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    (Path(sys.argv[1]) / NAME).write_text(text(), encoding="utf-8")

"""Starts one program of the outside: `python -m tests.outside registry --hub URL --token FILE --port 0`.

Its first line says where it listens.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path

from tests.outside.hub_door import HubDoor
from tests.outside.server import serve

# The class of each, and the site of its contract.
PROGRAMS = {
    "bank": ("Bank", "BANK"),
    "bureau": ("Bureau", "BUREAU"),
    "funder": ("Funder", "FUNDER"),
    "insurer": ("Insurer", "INSURER"),
    "registry": ("Registry", "CRR"),
    "tax": ("Tax", "TAX"),
}


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.outside")
    parser.add_argument("program", choices=sorted(PROGRAMS))
    parser.add_argument("--hub", required=True, help="the hub's address")
    parser.add_argument("--token", required=True, type=Path, help="a file with the token of its partner")
    parser.add_argument("--port", type=int, default=0, help="0 is a free one")
    asked = parser.parse_args(words)
    kind, site = PROGRAMS[asked.program]
    made = getattr(importlib.import_module(f"tests.outside.{asked.program}"), kind)
    server = serve(made(HubDoor(asked.hub, asked.token.read_text().strip(), site)), asked.port)
    print(json.dumps({"port": server.server_port}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])

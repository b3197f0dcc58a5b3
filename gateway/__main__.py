"""`hub`: the commands of the gateway; each group is one module of gateway/cli, found by looking."""

from __future__ import annotations

import faulthandler
import importlib
import pkgutil
import sys

import typer

from adapters.wiring.logs import log_to_stderr
from core.hub.redaction import blank_text
from core.kernel.errors import HubError
from gateway import cli

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def hub() -> None:
    """Lianqiao 链桥: the integration gateway."""


def _discover(words: list[str]) -> None:
    """All groups; only the one that is called where it says so, for a health check has seconds at most."""
    names = [info.name for info in pkgutil.iter_modules(cli.__path__)]
    for name in words[:1] if words[:1] == ["health"] else names:
        module = importlib.import_module(f"{cli.__name__}.{name}")
        if hasattr(module, "add_to"):
            module.add_to(app)


def main() -> None:
    """Runs one command; an error of ours is one line on stderr and exit code 2."""
    # What crashes below Python says where it was, in the log that the service manager keeps.
    faulthandler.enable()
    _discover(sys.argv[1:])
    try:
        log_to_stderr()
        app()
    except HubError as error:
        place = f" ({error.place})" if error.place else ""
        print(blank_text(f"hub: {error.text}{place}"), file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()

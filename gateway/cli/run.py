"""`hub run`, `hub web` and `hub worker`: the processes of the gateway."""

from __future__ import annotations

import signal
import threading

import typer

from adapters.wiring.hub import Hub
from gateway.opening import open_hub
from gateway.rest.app import make_app
from gateway.serving import make_server
from gateway.settings import Settings
from gateway.worker import Worker


def add_to(app: typer.Typer) -> None:
    app.command("run")(run)
    app.command("web")(web)
    app.command("worker")(worker)


def run() -> None:
    """Everything of a small hub in one process: doors, console and a worker."""
    hub, settings = open_hub()
    stop = threading.Event()
    thread = _start_worker(hub, settings, stop)
    try:
        make_server(make_app(hub), host=settings.host, port=settings.port).run()
    finally:
        stop.set()
        thread.join(timeout=30)


def web() -> None:
    """The doors and the console; workers run beside it."""
    hub, settings = open_hub()
    make_server(make_app(hub), host=settings.host, port=settings.port).run()


def worker() -> None:
    """A worker: takes frames off the broker if there is one, and handles what its partitions bring."""
    hub, settings = open_hub()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    _worker(hub, settings).run(stop)


def _start_worker(hub: Hub, settings: Settings, stop: threading.Event) -> threading.Thread:
    thread = threading.Thread(target=_worker(hub, settings).run, args=(stop,), name="worker", daemon=True)
    thread.start()
    return thread


def _worker(hub: Hub, settings: Settings) -> Worker:
    return Worker(hub, settings.worker, partitions_max=settings.partitions_max)

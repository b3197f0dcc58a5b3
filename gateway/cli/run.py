"""`hub run`, `hub web`, `hub worker` and `hub sftp`: the processes of the gateway."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import typer

from adapters.file.pulses import PulseFile
from adapters.redis.wake import RedisWake
from adapters.wiring.hub import Hub
from adapters.wiring.stopping import stop_on_signals
from core.kernel.errors import Broken
from gateway.clock_watch import ClockWatch
from gateway.keeping_certificates import keep_shown, keep_workers
from gateway.loops import Loop, Loops
from gateway.opening import open_hub
from gateway.rest.app import make_agents_app, make_app
from gateway.sending import Sending
from gateway.serving import make_server, serving_loop
from gateway.settings import Settings
from gateway.sftp.loops import sftp_loops
from gateway.tidying import tidy_between_runs
from gateway.trust import make_trust
from gateway.uplink import bus_loops
from gateway.worker import Worker

WORKER = "worker"
SFTP = "sftp"


def add_to(app: typer.Typer) -> None:
    app.command("run")(run)
    app.command("web")(web)
    app.command("worker")(worker)
    app.command("sftp")(sftp)


def run() -> None:
    """Everything of a small hub in one process: doors, console and a worker; the clock runs beside it."""
    hub, settings = open_hub(process="run")
    with _pulse(settings) as pulse:
        loops = _worker_loops(hub, settings, pulse)
        if settings.sftp_port is not None:
            loops += sftp_loops(hub, settings, pulse)
        _serve(hub, settings, loops)


def web() -> None:
    """The doors and the console; workers run beside it."""
    hub, settings = open_hub(process="web")
    _serve(hub, settings, [])


def sftp() -> None:
    """The partners' SFTP door alone: files dropped, taken in and answered; workers run beside it."""
    hub, settings = open_hub(process="sftp")
    with _pulse(settings, SFTP) as pulse:
        loops = sftp_loops(hub, settings, pulse)
        pulse.begin([name for name, _ in loops])
        with _running([*loops, *_hints(hub, settings)]) as running:
            running.stop.wait()


def worker() -> None:
    """A worker: takes what the broker brings, handles its partitions, sends what must leave."""
    hub, settings = open_hub(process="worker")
    with _pulse(settings) as pulse:
        loops = [*_worker_loops(hub, settings, pulse), *_hints(hub, settings)]
        with _running(loops) as running:
            running.stop.wait()


def _serve(hub: Hub, settings: Settings, loops: list[tuple[str, Loop]]) -> None:
    """The public doors in the main thread, where signals come; the agents' TLS door in its own."""
    app = make_app(hub, settings.door, settings.rules, metrics_token=settings.metrics_token)
    server = make_server(app, host=settings.host, port=settings.port)
    names = tuple(dict.fromkeys((settings.host, "localhost", "127.0.0.1", "web", *settings.names)))
    trust = make_trust(hub, settings)
    trust.open()
    if settings.broker_url.startswith("amqps"):
        trust.keep_worker()  # The clock speaks to the broker too, and signs nothing.
    tls = trust.server(names)
    agents = make_server(make_agents_app(trust), host=settings.host, port=settings.agent_port, tls=tls)
    shown = ("certificate", keep_shown(trust, agents, names))
    named = [*loops, ("agents", serving_loop(agents)), shown, *_hints(hub, settings)]
    with _running(named) as running:
        serving_loop(server)(running.stop)


@contextmanager
def _pulse(settings: Settings, role: str = WORKER) -> Iterator[PulseFile]:
    """The pulse of a process; after an error it stays, for then the process is gone without a goodbye."""
    pulse = PulseFile(settings.home, role)
    yield pulse
    pulse.end()


@contextmanager
def _running(named: list[tuple[str, Loop]]) -> Iterator[Loops]:
    """The loops at work; all end with the block, and one that died makes the process fail."""
    loops = Loops(named)
    # The web server sends itself the signal again when it has stopped: it must find us listening.
    stop_on_signals(loops.stop)
    if any(name == WORKER for name, _ in named):
        # Only where a worker collects between its runs; doors alone have no such moments.
        tidy_between_runs()
    loops.start()
    try:
        yield loops
    finally:
        loops.end()
    if loops.failed:
        raise Broken(f"the loop {loops.failed} ended by itself", cause="process.loop")


def _worker_loops(hub: Hub, settings: Settings, pulse: PulseFile) -> list[tuple[str, Loop]]:
    trust = make_trust(hub, settings)
    if settings.broker_url.startswith("amqps"):
        trust.open()
        trust.keep_worker()
    dispatcher = Worker(
        hub, settings.worker, partitions_max=settings.partitions_max, turned=pulse.loop(WORKER)
    )
    dispatcher.also(ClockWatch(hub.store, hub.blobs).look)
    sending = Sending(hub, turned=pulse.loop("sending"))
    loops = [(WORKER, dispatcher.run), ("sending", sending.run), *bus_loops(hub, settings, pulse)]
    pulse.begin([name for name, _ in loops])
    if settings.broker_url.startswith("amqps"):
        loops.append(("worker's certificate", keep_workers(trust)))
    return loops


def _hints(hub: Hub, settings: Settings) -> list[tuple[str, Loop]]:
    """Wake-ups between processes, where there is a Redis to carry them; without it each looks for itself."""
    if not settings.redis_url:
        return []
    wake = RedisWake(settings.redis_url)
    for topic, signal_ in (("arrived", hub.arrived), ("handled", hub.handled)):
        wake.listen(topic, signal_.notify)
        signal_.listen(partial(wake.tell, topic))
    return [("hints", wake.run)]

"""celery in production: beat says which job is due, a worker asks the timetable for its slot and runs it.

`celery -A schedules.celery_app worker` and `… beat` are processes of their own; `python -m schedules` is a
worker with a beat in it. Several beats do no harm: what fires twice finds its slot taken.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from celery import Celery, signals

from adapters.bus.address import Address, nodes
from adapters.file.pulses import PulseFile, no_pulse
from adapters.wiring.logs import log_to_stderr
from core.kernel.errors import Unavailable
from schedules.job import discover
from schedules.runner import Runner
from schedules.settings import Settings, read_settings
from schedules.timed_hub import TimedHub, hub_of

QUEUE = "lianqiao.jobs"
# A firing that nobody took is worth nothing when the next one comes; the timetable remembers what was missed.
EXPIRES_MIN_S = 5


def configuration(broker_url: str) -> dict[str, Any]:
    """Every setting said; quorum queue and topic exchange work with RabbitMQ 3.10 to 4.x alike."""
    address = Address.read(nodes(broker_url)[0])
    return {
        "broker_url": _members(broker_url, address),
        "broker_use_ssl": address.tls or False,
        "broker_login_method": address.login,
        "broker_transport_options": {"confirm_publish": True},
        "broker_connection_timeout": 10,
        "broker_connection_retry_on_startup": True,
        "broker_heartbeat": 30,
        "task_default_queue": QUEUE,
        "task_default_queue_type": "quorum",
        "task_default_exchange": QUEUE,
        # Without a topic exchange delayed delivery falls back, and may block the worker.
        "task_default_exchange_type": "topic",
        "task_default_routing_key": QUEUE,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_ignore_result": True,
        "task_soft_time_limit": 1800,
        "task_time_limit": 1860,
        "worker_prefetch_multiplier": 1,
        "worker_enable_remote_control": False,
        "worker_send_task_events": False,
        "event_queue_exclusive": True,
        "control_queue_exclusive": True,
        "beat_max_loop_interval": 1,
        "beat_schedule": beat_schedule(),
        "timezone": "UTC",
        "enable_utc": True,
    }


def _members(broker_url: str, address: Address) -> str:
    """All members of the broker that bear one name: celery checks every certificate against the first's."""
    found = [Address.read(node) for node in nodes(broker_url)]
    name = address.tls and address.tls["server_hostname"]
    return ";".join(one.url for one in found if (one.tls and one.tls["server_hostname"]) == name)


def beat_schedule() -> dict[str, dict[str, Any]]:
    """Every job as often as its slots begin."""
    return {
        name: {
            "task": "schedules.run_job",
            "schedule": float(job.due.every_s),
            "args": (name,),
            "options": {"expires": max(job.due.every_s, EXPIRES_MIN_S)},
        }
        for name, job in discover().items()
    }


app = Celery("lianqiao.schedules")
app.config_from_object(configuration(read_settings().broker_url or "memory://"))


def run_job(name: str) -> int:
    """Asks the timetable for the job's due slots; none is left for the second who asks."""
    turned = _PULSES[0].loop("clock") if _PULSES else no_pulse
    try:
        ran = runner().run_job(name)
    except Unavailable as error:
        turned(error.text)
        raise
    turned("")
    return ran


def run_due() -> int:
    """Everything that is due, for whoever has no beat."""
    return runner().run_due()


# The worker's main process begins the pulse, and its children, in which jobs run, write on in it: it beats
# only while a beat fires, the broker carries, and a child comes back from a job.
_PULSES: list[PulseFile] = []


def _begin_pulse(**_: Any) -> None:
    _PULSES.append(PulseFile(read_settings().home, "clock"))
    _PULSES[0].begin(["clock"])


def _end_pulse(**_: Any) -> None:
    while _PULSES:
        _PULSES.pop().end()


def _log_as_we_do(**_: Any) -> None:
    """Who listens to this signal sets the logs up: celery's lines are ours, JSON if said."""
    log_to_stderr()


signals.setup_logging.connect(_log_as_we_do, weak=False)
signals.worker_init.connect(_begin_pulse, weak=False)
signals.worker_shutdown.connect(_end_pulse, weak=False)

app.task(name="schedules.run_job")(run_job)
app.task(name="schedules.run_due")(run_due)


@cache
def runner() -> Runner:
    """The jobs of this worker process, over the hub of its settings."""
    settings = read_settings()
    timed = TimedHub.of(hub_of(settings), months_kept=settings.months_kept)
    return Runner(timed, discover(), f"{settings.owner}-{os.getpid()}")


def run_celery(settings: Settings) -> None:
    """A worker with a beat in it, until SIGINT or SIGTERM."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    app.worker_main(
        [
            "worker",
            "--beat",
            f"--schedule={settings.home / 'celery-beat'}",
            f"--hostname=clock-{os.getpid()}@%h",
            "--concurrency=2",
            "--loglevel=INFO",
            "--without-gossip",
            "--without-mingle",
        ]
    )

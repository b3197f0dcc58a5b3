"""The demo's two tempos: shown on a page until Ctrl-C, or checked to its end without anybody looking."""

from __future__ import annotations

import logging
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adapters.wiring.stopping import stop_on_signals
from core.hub.alert_book import Alert
from core.hub.arrivals import Arrival
from core.hub.documents import Effect, Handled, StoredDocument
from gateway.demo.check import ROWS_MAX, findings, findings_before
from gateway.demo.growth import grow
from gateway.demo.home import TREE, make_home
from gateway.demo.mend import LINE, UNITS, mend
from gateway.demo.play import play, steps_left
from gateway.demo.servers import servers
from gateway.demo.stage import Stage, set_up
from gateway.settings import read_settings


def show_story(*, production: bool) -> int:
    """The story at a person's tempo; then the world goes on until Ctrl-C. A second run continues."""
    stop = threading.Event()
    folder = _kept(production=production)
    with staged(folder, production=production) as stage:
        stop_on_signals(stop)
        _welcome(stage)
        play(stage, at_leisure=True, say=_say, stop=stop)
        if not stop.is_set():
            _say("the story is told; the partners go on until Ctrl-C 故事讲完，伙伴们继续，按 Ctrl-C 结束")
        grow(stage, stop)
    _say(f"stopped; it goes on from here next time, or remove {folder} 已停止")
    return 0


def check_story(*, production: bool) -> int:
    """The story at a machine's tempo in a home of its own; 0 only if everything expected is there."""
    begun = time.monotonic()
    with _folder() as folder, staged(folder, production=production) as stage:
        up_s = time.monotonic() - begun
        play(stage, at_leisure=False, say=_say, stop=threading.Event())
        found = findings_before(stage)
        _say("· the unit is published, the failed slip is tried again, the order goes on 修复并重试")
        stage.watch.settled(mend(stage))
        told_s = time.monotonic() - begun - up_s
        found += findings(stage)
        for one in found:
            print(
                f"  {'ok  ' if one.holds else 'FAIL'} {one.what}: {one.found}"
                + ("" if one.holds else f", expected {one.wanted}")
            )
        _figures(stage, up_s=up_s, told_s=told_s)
    wrong = sum(not one.holds for one in found)
    _say(f"{len(found) - wrong} of {len(found)} as expected")
    return 1 if wrong else 0


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that is removed after; PostgreSQL's own user must be able to pass through it."""
    with tempfile.TemporaryDirectory(prefix="lianqiao-demo-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@contextmanager
def staged(folder: Path, *, production: bool) -> Iterator[Stage]:
    """The stage, and whatever happens nothing of it left running."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # Until the stage stands, either signal ends all of it at once.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with servers(folder, wanted=production) as settings:
        stage = set_up(make_home(folder, dict(os.environ), settings), _say)
        try:
            yield stage
        finally:
            stage.family.stop()


def _kept(*, production: bool) -> Path:
    """Where the demo is kept from run to run; PostgreSQL's own user cannot enter root's home."""
    of_root = production and os.geteuid() == 0 and not os.environ.get("LIANQIAO_HOME")
    home = Path("/var/lib/lianqiao") if of_root else read_settings().home
    return home / ("demo-production" if production else "demo")


def _welcome(stage: Stage) -> None:
    left = len(steps_left(stage))
    lines = (
        "",
        f"  {stage.home.url}   user 用户: operator   password 密码: {stage.notes.get('password')}",
        "",
        "  Look at 看点:",
        "  · Messages 报文: they arrive while you look; search for LOT-2602 or CK-2603",
        "  · Custody 监管: the lots, the floor, loan to value, the price; the unauthorised release (C01)",
        "  · Deals 业务: a factoring on one timeline, to the payment that is short by a deduction (L05); its",
        "    loan with plan, payments and entries, each led back to the message it came from",
        f"  · Failures 失败: the unit 捆. Mend it: add a line `{LINE.strip()}` to",
        f"    {stage.home.settings.mappings / UNITS}, then",
        "    `hub partner publish demo-warehouse` (below),",
        "    and retry the group on its page 发布映射后在失败页重试",
        "",
        "  `hub` of the papers, on this home 命令行:",
        f"    export LIANQIAO_HOME={stage.home.settings.home}",
        f"    export LIANQIAO_MAPPINGS={stage.home.settings.mappings}",
        f'    hub() {{ (cd {TREE} && {sys.executable} -m gateway "$@"); }}',
        "    hub ledger trial general --until 20991231",
        "",
        f"  {left} steps of the story to come"
        if left
        else "  the story was told before; it goes on 继续上次",
        "",
    )
    print("\n".join(lines), flush=True)


def _figures(stage: Stage, *, up_s: float, told_s: float) -> None:
    store = stage.hub.store
    counts = {
        kind.__name__: len(store.rows(kind, limit=ROWS_MAX))
        for kind in (Arrival, StoredDocument, Effect, Handled, Alert)
    }
    said = ", ".join(f"{count} {name}" for name, count in counts.items())
    _say(f"{said}; up in {up_s:.1f} s, told in {told_s:.1f} s")


def _say(text: str) -> None:
    print(text, flush=True)

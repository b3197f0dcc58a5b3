"""EDIFACT and X12 messages from bytes to a checked tree: ours beside pydifact and pyx12."""

from __future__ import annotations

import statistics
import time
import warnings
from collections.abc import Callable
from io import StringIO
from typing import Any, NamedTuple

from adapters.formats import reader

_TURNS = 7
_MESSAGES = 20
_LINES = 10
_UNB = "UNA:+.? 'UNB+UNOC:3+BUYER:14+SELLER:14+261123:0800+IC7'"
_ISA = "ISA*00*          *00*          *ZZ*BUYER          *ZZ*SELLER         "
_ISA_GS = _ISA + "*261123*0800*U*00401*000000007*0*P*:~GS*{kind}*BUYER*SELLER*20261123*0800*31*X*004010~"


def orders(number: int) -> str:
    """An EDIFACT order of ten lines."""
    lines = "".join(
        f"LIN+{line}++40000010000{line:02}:SRV'PIA+1+S-{line}:SA'IMD+F++:::Steel bar'"
        f"QTY+21:12.5:TNE'MOA+203:48128.13'PRI+AAA:3850.25'"
        for line in range(_LINES)
    )
    head = f"UNH+M{number}+ORDERS:D:96A:UN:EAN008'BGM+220+PO-{number}+9'DTM+137:20261123:102'RFF+CT:C-7'"
    parties = "NAD+BY+4000001000005::9++Buyer?'s works'NAD+SU+4000001000012::9'CUX+2:CNY:9'"
    return f"{head}{parties}{lines}UNS+S'CNT+2:{_LINES}'UNT+{10 + 6 * _LINES}+M{number}'"


def order(number: int) -> str:
    """An X12 order (850) of ten lines."""
    lines = "".join(
        f"PO1*{line}*12.5*TN*3850.25**VP*S-{line}~PID*F****Steel bar~DTM*002*20261201~"
        for line in range(_LINES)
    )
    head = f"ST*850*{number:04}~BEG*00*SA*PO-{number}**20261123~CUR*BY*CNY~REF*CT*C-7~"
    parties = "N1*BY*Buyer*92*001~N3*1 Road~N4*City*ST*12345*CN~N1*SE*Seller*92*002~"
    return f"{head}{parties}{lines}CTT*{_LINES}~SE*{10 + 3 * _LINES}*{number:04}~"


def acknowledgement(number: int) -> str:
    """An X12 acknowledgement (997) of ten orders with an error each."""
    lines = "".join(
        f"AK2*850*{line:04}~AK3*PO1*{line + 1}**8~AK4*2*355*7*TN~AK5*E*5~" for line in range(_LINES)
    )
    return f"ST*997*{number:04}~AK1*PO*{number}~{lines}AK9*E*10*10*10~SE*{4 + 4 * _LINES}*{number:04}~"


def edifact() -> bytes:
    return (_UNB + "".join(map(orders, range(_MESSAGES))) + f"UNZ+{_MESSAGES}+IC7'").encode()


def x12(kind: str, message: Callable[[int], str]) -> bytes:
    made = "".join(message(number) for number in range(1, _MESSAGES + 1))
    return f"{_ISA_GS.format(kind=kind)}{made}GE*{_MESSAGES}*31~IEA*1*000000007~".encode()


def by_pydifact(payload: bytes) -> int:
    """Its messages with their segments, as its documentation reads a file."""
    from pydifact.segmentcollection import Interchange

    interchange = Interchange.from_str(payload.decode())
    return sum(1 for message in interchange.get_messages() if list(message.segments))


def by_pyx12(payload: bytes) -> int:
    """Its segments, each found in its map of the message."""
    import pyx12.error_handler
    import pyx12.params
    from pyx12.x12context import X12ContextReader

    handler = pyx12.error_handler.errh_null()
    found = X12ContextReader(pyx12.params.params(), handler, StringIO(payload.decode()))
    return sum(1 for segment in found.iter_segments() if segment.id == "SE")


def by_pyx12_alone(payload: bytes) -> int:
    """Its segments and their envelopes, without a map and without a tree."""
    from pyx12.x12file import X12Reader

    return sum(1 for segment in X12Reader(StringIO(payload.decode())) if segment.get_seg_id() == "SE")


def by_ours(name: str, payload: bytes) -> int:
    tree = reader(name).read(payload, {})
    groups = [tree, *(node for node in tree.children if node.name == "group")]
    return sum(1 for group in groups for node in group.children if node.name == "message")


class Race(NamedTuple):
    """Two ways of one interchange."""

    name: str
    format: str
    payload: bytes
    other_name: str
    other: Callable[[bytes], int]
    target: float


def measure() -> list[dict[str, Any]]:
    """Rows of {name, ours, other, other_name, unit, ratio, target, met}; both take turns in one run."""
    acknowledgements = x12("FA", acknowledgement)
    races = (
        Race("edi: EDIFACT orders of 10 lines", "edifact", edifact(), "pydifact", by_pydifact, 5),
        Race("edi: X12 acknowledgements of 10 orders", "x12", acknowledgements, "pyx12", by_pyx12, 5),
        Race("edi: X12 orders of 10 lines", "x12", x12("PO", order), "pyx12 without map", by_pyx12_alone, 1),
    )
    # pydifact warns of every segment that it has no class for.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [_row(race) for race in races]


def _row(race: Race) -> dict[str, Any]:
    ways: list[Callable[[], int]] = [
        lambda: by_ours(race.format, race.payload),
        lambda: race.other(race.payload),
    ]
    assert [way() for way in ways] == [_MESSAGES, _MESSAGES], "they read different messages"
    rates: tuple[list[float], list[float]] = ([], [])
    for _ in range(_TURNS):
        for found, way in zip(rates, ways, strict=True):
            begin = time.process_time()
            way()
            found.append(_MESSAGES / max(time.process_time() - begin, 1e-9))
    ours, other = (statistics.median(found) for found in rates)
    return {
        "name": race.name,
        "ours": round(ours),
        "other": round(other),
        "other_name": race.other_name,
        "unit": "messages/s",
        "ratio": round(ours / other, 2),
        "target": race.target,
        "met": ours / other >= race.target,
    }


if __name__ == "__main__":
    for row in measure():
        print(row)

"""Owners as a master tells them: each once, with the whole of what is held."""

from __future__ import annotations

from core.catalogue.party_master import Owner, PartyMaster
from core.kernel.errors import Refused
from core.kernel.exact import nearest
from core.parties.control import PERSON, WHOLE_PPM, Holding

# Registers round each share to a hundredth of a percent.
ROUNDED_PPM = 100


def own_holdings(code: str, said: PartyMaster) -> list[Holding]:
    """Who holds the party, each once; Refused where together they hold more than the whole."""
    found: dict[str, Holding] = {}
    for owner in said.owners:
        name = _called(owner)
        share = nearest(owner.share, 6) if owner.share is not None else None
        before = found.get(name, Holding(name, code, 0))
        found[name] = Holding(name, code, before.share_ppm + (share or 0), before.controls or owner.controls)
    held = sum(each.share_ppm for each in found.values())
    if held > WHOLE_PPM + ROUNDED_PPM * len(said.owners):
        raise Refused(
            f"owners of {code} hold {held // 10_000}.{held % 10_000:04} % of it, over the whole;"
            " send it corrected",
            cause="parties.shares",
        )
    return list(found.values())


def person(name: str, number: str) -> str:
    """How a person is called in the book: namesakes without a number are one, so none slips through."""
    return f"{PERSON}{name.strip()}{'/' if number.strip() else ''}{number.strip()}"


def _called(owner: Owner) -> str:
    return owner.uscc.upper() or person(owner.name, owner.person_no)

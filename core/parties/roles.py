"""What a party is told to have belongs to one of its roles: sites to a warehouse, money to a funder."""

from __future__ import annotations

from core.catalogue.party_master import PartyMaster
from core.kernel.errors import Refused

# What a master says for some roles, and how those are called.
OF_ROLES = (
    ("sites", ("warehouse", "supervisor"), "a warehouse or supervisor"),
    ("funding", ("funder",), "a funder"),
    ("insurer_kinds", ("insurer",), "an insurer"),
)


def require_its_role(said: PartyMaster) -> None:
    """Refused where something is said for a role that the party does not have, or of one site twice."""
    for name, roles, whose in OF_ROLES:
        if getattr(said, name) and not set(roles) & set(said.roles):
            raise Refused(
                f"{name} are of {whose}; the roles of {said.uscc} are {', '.join(said.roles) or 'not said'}",
                cause="parties.role",
            )
    sites = [each.site for each in said.sites]
    if twice := next((each for each in sites if sites.count(each) > 1), ""):
        raise Refused(f"site {twice} of {said.uscc} stands twice", cause="parties.site_twice")

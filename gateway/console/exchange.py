"""How keys are exchanged with a partner that goes live: what to say here, and what there."""

from __future__ import annotations

from gateway.console.texts import N_

_COMMANDS = {
    N_("An agent at the partner: a one-time token, shown once"): (
        "hub agent invite {partner}-1 --partner {partner}"
    ),
    N_("On the partner's machine, with a copy of ca.pem from the hub's home"): (
        "agent enrol --hub https://HUB:8471 --ca ca.pem --token TOKEN"
    ),
    N_("A machine of the partner's at the REST door: its secret is shown once"): (
        "hub partner client add {partner}"
    ),
    N_("Its machine hands in a file so, with the token it got for that secret"): (
        "curl -i 'https://HUB/v1/messages?source={source}&site={site}' -H 'Authorization: Bearer TOKEN'"
        " -H 'Idempotency-Key: KEY' -H 'Prefer: wait=5' --data-binary @FILE"
    ),
    N_("Its key at the SFTP door; the contract says `drops` for what is dropped there"): (
        "hub partner key add {partner} THEIR.pub"
    ),
    N_("Which certificates there are, and until when"): "hub certs list",
}


def commands(partner: str, source: str, site: str) -> list[tuple[str, str]]:
    """What each is for, and the command."""
    named = {"partner": partner, "source": source, "site": site}
    return [(title, command.format(**named)) for title, command in _COMMANDS.items()]

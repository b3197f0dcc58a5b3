"""`hub partner key`: the public keys by which partners' machines sign in at the SFTP door."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.hub.audit_desk import Noted, note
from core.hub.partner_keys import PartnerKey, add_key, revoke_key
from core.kernel.errors import Refused
from gateway.cli.said import By, person, print_lines, shown, the_one
from gateway.opening import open_hub

LISTED_MAX = 10_000
KEY_BYTES_MAX = 16 * 1024
RSA_BITS_MIN = 2048
KINDS = ("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa")

key = typer.Typer(no_args_is_help=True, help="Partners' keys for the SFTP door.")


@key.command("add")
def add(
    name: str,
    file: Annotated[Path, typer.Argument(help="the public key, as OpenSSH or PEM writes it")],
    machine: Annotated[str, typer.Option("--note", help="which machine or program")] = "",
    by: By = "",
) -> None:
    """Lets a partner's machine in by its public key."""
    hub, _settings = open_hub()
    public, fingerprint = read_public_key(file)
    with hub.store.unit() as unit:
        added = add_key(unit, name, public, fingerprint=fingerprint, note=machine)
        note(unit, Noted(by=person(by), what="key.added", on=f"{name} {added.fingerprint}"))
    print(f"{name}: {added.fingerprint} is let in at the SFTP door")


@key.command("list")
def list_keys(name: Annotated[str, typer.Argument(help="a partner, or all")] = "") -> None:
    """The keys, and which were revoked."""
    hub, _settings = open_hub()
    rows = [row for row in hub.store.rows(PartnerKey, limit=LISTED_MAX) if name in ("", row.partner)]
    lines = (
        f"{row.fingerprint} {row.partner} since {shown(row.made_at)}"
        f"{f', revoked {shown(row.revoked_at)}' if row.revoked_at else ''}"
        f"{f': {row.note}' if row.note else ''}"
        for row in sorted(rows, key=lambda row: (row.partner, row.made_at))
    )
    print_lines(lines, nothing="no key is let in yet; `hub partner key add PARTNER FILE`")


@key.command("revoke")
def revoke(
    fingerprint: Annotated[str, typer.Argument(help="by its beginning")],
    why: Annotated[str, typer.Option(help="for the audit")] = "",
    by: By = "",
) -> None:
    """Lets it in no more, and puts out whoever is in by it, within seconds."""
    hub, _settings = open_hub()
    known = [row.fingerprint for row in hub.store.rows(PartnerKey, limit=LISTED_MAX)]
    whole = the_one(fingerprint, known, what="partner key")
    with hub.store.unit() as unit:
        revoked = revoke_key(unit, whole)
        note(unit, Noted(by=person(by), what="key.revoked", on=f"{revoked.partner} {whole}", why=why))
    print(f"{revoked.partner}: {whole} opens nothing any more")


def read_public_key(file: Path) -> tuple[str, str]:
    """(as OpenSSH writes it, its fingerprint). Refused for a private key, and for one too weak."""
    import asyncssh

    try:
        written = file.read_bytes()[:KEY_BYTES_MAX]
        if b"PRIVATE" in written:
            raise Refused(f"{file} is a private key; its partner keeps it: ask for the .pub file beside it")
        public = asyncssh.import_public_key(written)
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}") from error
    except asyncssh.KeyImportError as error:
        raise Refused(f"{file} is no public key: {error}; ask the partner for its .pub file") from error
    kind = public.get_algorithm()
    bits = getattr(public.pyca_key, "key_size", RSA_BITS_MIN)
    if kind not in KINDS or (kind == "ssh-rsa" and bits < RSA_BITS_MIN):
        raise Refused(f"{file} is {kind} of {bits} bits; Ed25519, ECDSA or RSA of {RSA_BITS_MIN} are let in")
    text = public.export_public_key("openssh").decode("ascii")
    return " ".join(text.split()[:2]), public.get_fingerprint()

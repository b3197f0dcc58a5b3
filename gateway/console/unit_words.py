"""How pages say units of quantity."""

from __future__ import annotations

from gateway.console.texts import N_

UNITS: dict[str, str] = {
    "TNE": N_("t"),
    "KGM": N_("kg"),
    "GRM": N_("g"),
    "MTR": N_("m"),
    "MTQ": N_("m³"),
    "LTR": N_("l"),
    "H87": N_("pcs"),
    "EA": N_("pcs"),
}

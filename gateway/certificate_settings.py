"""What is set about certificates: how long they live, and where the authority's passphrase stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.hub.certificates import LIFE_S_MAX
from core.kernel.errors import Refused

LIFE_S_MIN = 5
VARIABLES = ("LIANQIAO_CERT_LIFE_S", "LIANQIAO_CA_PASSPHRASE_FILE")


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSettings:
    """life_s: of every certificate that is given. passphrase_file: None = one made in home."""

    life_s: int = LIFE_S_MAX
    passphrase_file: Path | None = None


def read_certificate_settings(said: Mapping[str, str]) -> CertificateSettings:
    """Raises Refused naming the variable that makes no sense."""
    life = said.get("LIANQIAO_CERT_LIFE_S") or str(LIFE_S_MAX)
    if not life.isdigit() or not LIFE_S_MIN <= int(life) <= LIFE_S_MAX:
        raise Refused(
            f"LIANQIAO_CERT_LIFE_S={life!r}: seconds from {LIFE_S_MIN} to {LIFE_S_MAX} (30 days) are wanted"
        )
    file = said.get("LIANQIAO_CA_PASSPHRASE_FILE")
    return CertificateSettings(life_s=int(life), passphrase_file=Path(file).absolute() if file else None)

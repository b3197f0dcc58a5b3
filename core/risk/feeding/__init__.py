"""Where inputs come from: each feeder reads what the hub holds and says what it can, no more."""

from __future__ import annotations

import importlib
import pkgutil

from core.risk.feeders import FEEDERS as FEEDERS

# A new feeder is a new file here; importing it is what makes it known.
for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

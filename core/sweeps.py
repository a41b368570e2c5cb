"""What time makes happen: every sweep of the settings, in their order."""

import datetime as dt
import logging
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


@dataclass
class Swept:
    """How much each sweep did, where it did anything, and which sweeps failed."""

    done: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        did = [f"{name} {count}" for name, count in self.done.items()]
        return ", ".join(did + [f"{name} FAILED" for name in self.failed])


def run_sweeps(now: dt.datetime, *, but: str = "") -> Swept:
    """Run every sweep except ``but``; one that fails is logged, and the others run all the same."""
    swept = Swept()
    for path in (path for path in settings.SWEEPS if path != but):
        name = path.rpartition(".")[2]
        try:
            count = import_string(path)(now)
        except Exception:
            logger.exception("The sweep %s failed.", path)
            swept.failed.append(name)
        else:
            if count:
                swept.done[name] = count
    return swept

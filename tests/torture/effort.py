"""How hard to try: `make test` runs the short form of every attack, `make torture` (PINGZHUN_TORTURE=1) the full one."""

import os
from typing import Any

from hypothesis import HealthCheck, Phase, settings

FULL = os.environ.get("PINGZHUN_TORTURE") == "1"


def examples(*, short: int, full: int) -> Any:
    """Settings of Hypothesis: a fixed short series, or a long one that is another each time and is shrunk when it fails."""
    phases = [Phase.explicit, Phase.generate, Phase.shrink] if FULL else [Phase.explicit, Phase.generate]
    return settings(
        max_examples=full if FULL else short,
        derandomize=not FULL,
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
        print_blob=FULL,
    )

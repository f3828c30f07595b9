"""What becomes of every job of the demonstration, as `jobs.csv` tells it.

Its columns: the day on which the job begins (empty for today), the function of `fates` that is its fate, the log-in names of
the 项目单位 and of the agencies, and what the job is about. The first agency makes the best offer.
"""

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from pingzhun.filings.diary import Act
from pingzhun.markets.intermediary.demo import fates
from pingzhun.markets.intermediary.demo.data import Brief
from pingzhun.markets.intermediary.demo.running import Run
from pingzhun.markets.intermediary.demo.world import World
from pingzhun.markets.intermediary.models import Method

JOBS = Path(__file__).parent / "jobs.csv"


def jobs(world: World) -> Iterator[tuple[timedelta, Act]]:
    """When each job begins, and what becomes of it."""
    with JOBS.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            brief = Brief(
                entity=row["entity"],
                service=row["service"],
                subject=row["subject"],
                ceiling=int(row["ceiling"]),
                agencies=tuple(row["agencies"].split()),
                method=Method(row["method"]),
                days=int(row["days"]),
                location=row["location"],
                qualification=row["qualification"],
            )
            yield timedelta(days=int(row["day"] or 0)), getattr(fates, row["fate"])(Run(world, brief))

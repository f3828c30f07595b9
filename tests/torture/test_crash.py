"""The short form of `bench.torture.crash`, against a cluster of its own: web, worker and database are killed once or twice."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_what_was_acknowledged_outlives_kill_9_and_is_told_once():
    done = subprocess.run(
        [sys.executable, "-m", "bench.torture.crash", "--kills=3", "--suppliers=4"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "kills 3" in done.stdout

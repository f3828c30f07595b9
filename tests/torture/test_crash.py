"""kill -9 of web, worker and database in a small rush: the short form of `bench.torture.crash`."""

import re
import subprocess
import sys

from tools import pg


def test_nothing_acknowledged_is_lost_or_doubled_when_web_worker_and_database_are_killed():
    command = [sys.executable, "-m", "bench.torture.crash", "--short", "--suppliers", "4"]
    done = subprocess.run(command, cwd=pg.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    counted = dict(re.findall(r"(\w[\w ]*) (\d+)(?:,|$)", done.stdout.splitlines()[-1].partition("; ")[2]))
    assert int(counted["kills"]) == 3
    assert int(counted["acknowledged"]) == int(counted["offers"]) + int(counted["approvals"]) == 8

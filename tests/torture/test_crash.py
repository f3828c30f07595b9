"""kill -9 of web, worker and database in a small rush: the short form of `bench.torture.crash`."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tools import pg


@pytest.fixture
def schema(transactional_db: None, tmp_path: Path) -> Path:
    """A dump of the tests' empty database."""
    at, dump = connection.settings_dict, tmp_path / "schema"
    where = [f"--host={at['HOST']}", f"--port={at['PORT']}", f"--username={at['USER']}", at["NAME"]]
    pg_dump = pg.Cluster(tmp_path).bindir / "pg_dump"
    subprocess.run([pg_dump, "--format=custom", f"--file={dump}", *where], check=True)
    return dump


def test_nothing_acknowledged_is_lost_or_doubled_when_web_worker_and_database_are_killed(schema: Path):
    command = [sys.executable, "-m", "bench.torture.crash", "--short", "--suppliers", "4"]
    environment = os.environ | {"PINGZHUN_BENCH_SCHEMA": str(schema)}
    done = subprocess.run(command, cwd=pg.ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    counted = dict(re.findall(r"(\w[\w ]*) (\d+)(?:,|$)", done.stdout.splitlines()[-1].partition("; ")[2]))
    assert int(counted["kills"]) == 3
    assert int(counted["acknowledged"]) == int(counted["offers"]) + int(counted["approvals"]) == 8

"""What every measurement stands on: a PostgreSQL of its own in `.data/bench`, with fsync and synchronous commits as in
production; the web server as `make demo` runs it; and what both of them cost.

CPU time is counted and not only time on the clock, because it stays the same when other work keeps the machine busy.
"""

import fcntl
import http.client
import os
import platform
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from tools import pg
from tools.demo import FEW_HEAPS, GRANIAN, die_with_parent

DATA_DIR = pg.ROOT / ".data" / "bench" / Path(sys.argv[0]).stem  # each program its own
LONGEST_START = 30.0  # seconds


@contextmanager
def stage() -> Iterator[pg.Cluster]:
    """An empty, migrated database in a cluster that is removed again, and this process set up to work in it.

    `PINGZHUN_BENCH_SCHEMA` names a dump of such a database, from which it is there in a moment.
    """
    DATA_DIR.parent.mkdir(parents=True, exist_ok=True)
    lock = DATA_DIR.with_suffix(".lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"{DATA_DIR.name} is under way already")
    cluster = pg.Cluster(DATA_DIR / "pg")
    if cluster.data.exists():
        cluster.stop()  # left behind by a program that was killed: later it would take the new one's socket away
    shutil.rmtree(DATA_DIR, ignore_errors=True)
    with cluster.running():
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PINGZHUN_DATA_DIR": str(DATA_DIR),
            "PINGZHUN_STATIC_ROOT": str(DATA_DIR / "static"),
            "PINGZHUN_LOG_LEVEL": "ERROR",
            "DATABASE_URL": f"postgresql://{pg.USER}@/{pg.DATABASE}?host={cluster.socket_directory()}",
        }
        describe_machine(cluster)
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        if dump := os.environ.get("PINGZHUN_BENCH_SCHEMA"):
            cluster.restore(Path(dump))
        call_command("migrate", verbosity=0)
        yield cluster
        connection.close()
        connection.close_pool()
    shutil.rmtree(DATA_DIR)
    lock.close()


def describe_machine(cluster: pg.Cluster) -> None:
    version = cluster.query("SELECT version()").split(" on ")[0]
    memory = psutil.virtual_memory().total / 2**30
    print(
        f"{platform.machine()}, {os.cpu_count()} 核, {memory:.0f} GB, 负载 {os.getloadavg()[0]:.1f}; "
        f"Python {platform.python_version()}, {version}",
        flush=True,
    )


def vacuum() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def describe_data(*tables: str) -> None:
    """Print how many rows these tables have."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*), pg_size_pretty(pg_total_relation_size('{table}')) FROM {table}")
            print("{}: {} rows, {}".format(table, *cursor.fetchone()), flush=True)


class Server:
    """Two web workers of `target`, a WSGI application, until the block ends."""

    def __init__(self, target: str = GRANIAN[-1], **environment: str) -> None:
        self.target, self.environment = target, environment

    def __enter__(self) -> "Server":
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        command = [sys.executable, "-m", "granian", "--host=127.0.0.1", f"--port={self.port}"]
        self.process = subprocess.Popen(
            [*command, *GRANIAN[:-1], self.target],
            cwd=pg.ROOT,
            env=FEW_HEAPS | os.environ | self.environment,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        deadline = time.monotonic() + LONGEST_START
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.target} does not answer")
            time.sleep(0.05)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(15)

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
        except OSError:
            return False
        finally:
            connection.close()
        return True

    @property
    def pid(self) -> int:
        return self.process.pid

    def memory(self) -> float:
        """MiB that the two workers hold, what they share counted once."""
        workers = psutil.Process(self.pid).children()
        return sum(worker.memory_full_info().pss for worker in workers) / 2**20


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU time of the application and of PostgreSQL, and seconds on the clock."""

    application: float
    database: float
    clock: float

    def __sub__(self, before: "Cost") -> "Cost":
        return Cost(
            self.application - before.application, self.database - before.database, self.clock - before.clock
        )

    @property
    def cpu(self) -> float:
        return self.application + self.database

    def each(self, operations: int) -> "Each":
        return Each(
            self.application / operations * 1000, self.database / operations * 1000, operations / self.clock
        )


@dataclass(frozen=True)
class Each:
    """CPU milliseconds of one operation, and operations a second."""

    application: float
    database: float
    rate: float

    @property
    def cpu(self) -> float:
        return self.application + self.database

    def __str__(self) -> str:
        return (
            f"{self.cpu:.2f} CPU-ms ({self.application:.2f} + {self.database:.2f} PostgreSQL), "
            f"{self.rate:.0f} a second"
        )


class Meter:
    """Reads what the web server (or, without one, this process) and the cluster have spent since they were started."""

    def __init__(self, cluster: pg.Cluster, server: Server | None = None) -> None:
        self.postmaster = int((cluster.data / "postmaster.pid").read_text().splitlines()[0])
        self.application = server.pid if server else os.getpid()

    def read(self) -> Cost:
        return Cost(spent(self.application), spent(self.postmaster), time.perf_counter())


def spent(pid: int) -> float:
    """Seconds of CPU time of a process and of all it has started, those that have ended included."""
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    total = 0.0
    for each in family:
        try:
            times = each.cpu_times()
        except psutil.NoSuchProcess:  # ended meanwhile: its parent has it now
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def middle(runs: Sequence[Any]) -> Any:
    """The run whose CPU time is the median."""
    wanted = median([run.cpu for run in runs])
    return min(runs, key=lambda run: abs(run.cpu - wanted))

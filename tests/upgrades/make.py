"""Keep what this version of the platform writes: python -m tests.upgrades.make

The course of a job from 入驻 to 评价, in a cluster of its own, dumped into `tests/upgrades/<version>.dump.xz`, and beside it in
`<version>.json` the SHA-256 of every migration that made its tables (ADR 0037). To be run for a version that is about to be
released, and never again for it.
"""

import json
import lzma
import os
import subprocess
import sys
import tempfile
import tomllib
from hashlib import sha256
from pathlib import Path

from tools import pg

HERE = Path(__file__).parent
LARGEST = 300_000  # bytes; it stays in the repository for good
WRITE = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
call_command("migrate", verbosity=0)
from pingzhun.ledger import log
from pingzhun.markets.intermediary.demo.cast import build
from pingzhun.regimes import clock
clock.enable_demo_clock()
connection.close_pool()
with transaction.atomic():
    build(clock.now())
call_command("run_story", "intermediary")
log.sequence(now=clock.now())
"""


def version() -> str:
    project = tomllib.loads((pg.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def migrations() -> dict[str, str]:
    """The SHA-256 of every migration of ours, by its path from the project's root."""
    paths = sorted((pg.ROOT / "pingzhun").rglob("migrations/[0-9]*.py"))
    return {path.relative_to(pg.ROOT).as_posix(): sha256(path.read_bytes()).hexdigest() for path in paths}


def url_of(cluster: pg.Cluster) -> str:
    return f"postgresql://{pg.USER}@/{pg.DATABASE}?host={cluster.socket_directory()}"


def environment(cluster: pg.Cluster, home: Path) -> dict[str, str]:
    given = {"DATABASE_URL": url_of(cluster), "PINGZHUN_DATA_DIR": str(home), "PINGZHUN_DEMO": "1"}
    return os.environ | given | {"DJANGO_SETTINGS_MODULE": "config.settings", "PINGZHUN_LOG_LEVEL": "ERROR"}


def make(target: Path) -> None:
    """Write the compressed dump and its list of migrations."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        cluster = pg.Cluster(home / "pg")
        with cluster.running():
            write = [sys.executable, "-c", WRITE]
            subprocess.run(
                write, cwd=pg.ROOT, env=environment(cluster, home), check=True, stdout=subprocess.DEVNULL
            )
            dump = [cluster.bindir / "pg_dump", "--format=custom", "--compress=none", "--no-owner"]
            subprocess.run([*dump, f"--file={home / 'dump'}", url_of(cluster)], check=True)
            target.write_bytes(lzma.compress((home / "dump").read_bytes(), preset=lzma.PRESET_EXTREME))
    list_of(target).write_text(json.dumps(migrations(), indent=1) + "\n")


def list_of(dump: Path) -> Path:
    return dump.with_name(f"{version_of(dump)}.json")


def version_of(dump: Path) -> str:
    return dump.name.removesuffix(".dump.xz")


def main() -> None:
    target = HERE / f"{version()}.dump.xz"
    make(target)
    if target.stat().st_size > LARGEST:
        sys.exit(f"{target} 有 {target.stat().st_size} 字节，超过 {LARGEST}，请缩减后重做。")
    print(f"{target.name}：{target.stat().st_size} 字节。")


if __name__ == "__main__":
    main()

"""What an earlier version wrote is brought up to date and is whole (ADR 0037)."""

import json
import lzma
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.upgrades import make
from tools import pg

DUMPS = sorted(make.HERE.glob("*.dump.xz"))
UNRELEASED = "0.1.0"  # its one initial migration for each app may still be rewritten; "" once it is released


def listed(dump: Path) -> dict[str, str]:
    """The migrations by which it was made."""
    return json.loads(make.list_of(dump).read_text("utf-8"))


@pytest.fixture(scope="module", params=DUMPS, ids=make.version_of)
def dump(request, tmp_path_factory) -> Path:
    """A dump that is kept; that of a version not yet released is made anew where its migrations were rewritten since."""
    kept: Path = request.param
    if make.version_of(kept) == UNRELEASED and rewritten(listed(kept), make.migrations()):
        warnings.warn(
            f"{kept.name} 已过时，每次测试都要重做：请运行 python -m tests.upgrades.make", stacklevel=1
        )
        kept = tmp_path_factory.mktemp("made") / kept.name
        make.make(kept)
    return kept


@pytest.fixture
def restored(dump: Path, tmp_path: Path) -> Iterator[pg.Cluster]:
    cluster = pg.Cluster(tmp_path / "pg")
    with cluster.running():
        plain = tmp_path / "dump"
        plain.write_bytes(lzma.decompress(dump.read_bytes()))
        cluster.restore(plain)
        yield cluster


def look(cluster: pg.Cluster) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.upgrades.look"],
        cwd=pg.ROOT,
        env=make.environment(cluster, cluster.home.parent)
        | {"PINGZHUN_SECRET_KEY": os.environ["PINGZHUN_SECRET_KEY"]},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_an_earlier_version_wrote_is_migrated_verified_and_shown(restored: pg.Cluster):
    done = look(restored)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_migration_that_changes_or_forgets_something_is_noticed(restored: pg.Cluster):
    """As if a migration had rewritten a row, and had not been written for a column."""
    sql = "ALTER TABLE {0} DISABLE TRIGGER USER; UPDATE {0} SET title = title || '。'; ALTER TABLE {0} ENABLE TRIGGER USER"
    restored.query(sql.format("notices_notice"), database=pg.DATABASE)
    restored.query("ALTER TABLE contracts_contract RENAME TO contracts_lost", database=pg.DATABASE)
    done = look(restored)
    assert done.returncode != 0
    assert "ledger_verify" in done.stderr or "contracts_contract" in done.stderr


def test_there_is_a_dump_of_this_version_and_each_is_small():
    assert make.version() in set(map(make.version_of, DUMPS))
    assert {dump.name for dump in DUMPS if dump.stat().st_size > make.LARGEST} == set()


def rewritten(kept: dict[str, str], now: dict[str, str]) -> list[str]:
    """The migrations of a version that are no longer what they were."""
    return sorted(path for path, digest in kept.items() if now.get(path) != digest)


def test_no_migration_of_a_released_version_is_ever_rewritten():
    for dump in DUMPS:
        if make.version_of(dump) != UNRELEASED:
            assert rewritten(listed(dump), make.migrations()) == [], dump.name


def test_a_migration_that_was_rewritten_or_removed_is_named_and_a_new_one_is_not():
    now = {"a/0001_initial.py": "1", "a/0002_more.py": "2"}
    assert rewritten({"a/0001_initial.py": "1"}, now) == []
    assert rewritten({"a/0001_initial.py": "0", "b/0001_initial.py": "1"}, now) == [
        "a/0001_initial.py",
        "b/0001_initial.py",
    ]

"""The embedded PostgreSQL survives what happens to a program on a laptop."""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.database import database_from_url
from tools import pg

IDENTITIES = ["namespace", "nobody"] if os.geteuid() == 0 else ["self"]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[pg.Cluster]:
    cluster = pg.Cluster(tmp_path / "pg")
    yield cluster
    cluster.stop()


def kill_9(cluster: pg.Cluster) -> int:
    pid = int((cluster.data / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    return pid


def write_a_row(cluster: pg.Cluster) -> None:
    cluster.query("CREATE TABLE kept AS SELECT 42 AS answer", database="pingzhun")


def read_the_row(cluster: pg.Cluster) -> str:
    return cluster.query("SELECT answer FROM kept", database="pingzhun")


@pytest.mark.parametrize("identity", IDENTITIES)
def test_committed_data_is_there_after_kill_9(tmp_path: Path, identity: str, monkeypatch: pytest.MonkeyPatch):
    if identity == "nobody":  # as in a container that forbids user namespaces
        which = shutil.which
        monkeypatch.setattr(pg.shutil, "which", lambda name: None if name == "unshare" else which(name))
    closed = tmp_path / "closed"  # as /root is to everyone but root
    closed.mkdir(mode=0o700)
    cluster = pg.Cluster(closed / "pg")
    try:
        assert cluster.start() is True
        write_a_row(cluster)
        kill_9(cluster)
        assert cluster.start() is True
        assert read_the_row(cluster) == "42"
        assert cluster.start() is False
    finally:
        assert cluster.stop() is True
    owner = 65534 if identity == "nobody" else os.geteuid()
    assert cluster.data.stat().st_uid == owner


def test_a_pid_that_another_process_has_taken_over_does_not_hold_the_start_up(cluster: pg.Cluster):
    cluster.start()
    write_a_row(cluster)
    dead = kill_9(cluster)
    pidfile = cluster.data / "postmaster.pid"
    pidfile.write_text(pidfile.read_text().replace(str(dead), str(os.getpid()), 1))
    assert cluster.start() is True
    assert read_the_row(cluster) == "42"


def test_a_creation_that_was_broken_off_is_begun_again(cluster: pg.Cluster):
    (cluster.home / "data.part").mkdir(parents=True)
    (cluster.home / "data.part" / "PG_VERSION").write_text("18\n")
    assert cluster.start() is True
    assert cluster.query("SELECT 1", database="pingzhun") == "1"


def test_a_path_too_long_for_a_socket_gets_a_private_directory_that_django_finds(tmp_path: Path):
    data_dir = tmp_path / ("long" * 30)
    cluster = pg.Cluster(data_dir / "pg")
    try:
        cluster.start()
        directory = cluster.socket_directory()
        assert len(os.fsencode(directory / pg.SOCKET)) <= pg.LONGEST_SOCKET_PATH
        assert directory.stat().st_mode & 0o777 == 0o700
        assert database_from_url(None, data_dir)["HOST"] == str(directory)
    finally:
        cluster.stop()
        shutil.rmtree(cluster.socket_directory())


def test_a_copied_tree_does_not_share_the_short_socket_directory_of_its_original(tmp_path: Path):
    original = pg.Cluster(tmp_path / ("long" * 30) / "pg")
    copy = pg.Cluster(tmp_path / ("copy" * 30) / "pg")
    for cluster in (original, copy):
        cluster.home.mkdir(parents=True)
    directory = original.socket_directory()
    shutil.copy(original.home / "socket-dir", copy.home / "socket-dir")
    other = copy.socket_directory()
    shutil.rmtree(directory)
    shutil.rmtree(other)
    assert other != directory


def test_the_usual_socket_directory_is_the_one_that_django_expects(tmp_path: Path):
    short = pg.Cluster(tmp_path / "pg")
    short.home.mkdir()
    (short.home / "socket-dir").write_text("/left/over")
    assert database_from_url(None, tmp_path)["HOST"] == "/left/over"
    assert short.socket_directory() == tmp_path / "pg" / "run"
    assert database_from_url(None, tmp_path)["HOST"] == str(tmp_path / "pg" / "run")


def start_and_say(home: Path, answers: "multiprocessing.Queue[bool]") -> None:
    answers.put(pg.Cluster(home).start())


def test_of_two_starters_at_once_one_starts_and_both_find_it_running(cluster: pg.Cluster):
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[bool] = context.Queue()
    starters = [context.Process(target=start_and_say, args=(cluster.home, answers)) for _ in range(2)]
    for starter in starters:
        starter.start()
    assert sorted(answers.get(timeout=60) for _ in starters) == [False, True]
    for starter in starters:
        starter.join()
    assert cluster.is_running()


def test_the_last_user_stops_the_server_and_an_earlier_one_does_not(cluster: pg.Cluster):
    with cluster.running():
        with pg.Cluster(cluster.home).running():
            assert cluster.is_running()
        assert cluster.is_running()
    assert not cluster.is_running()


def test_a_server_left_behind_by_a_killed_program_is_used_and_then_stopped(cluster: pg.Cluster):
    program = """
import os, pathlib, sys
from tools import pg
with pg.Cluster(pathlib.Path(sys.argv[1])).running():
    os.kill(os.getpid(), 9)
"""
    killed = subprocess.run([sys.executable, "-c", program, cluster.home], cwd=pg.ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert cluster.is_running()
    with cluster.running():
        pass
    assert not cluster.is_running()


def test_a_server_started_by_hand_runs_until_it_is_stopped_by_hand(cluster: pg.Cluster):
    assert cluster.keep() is True
    with cluster.running():
        pass
    assert cluster.is_running()
    assert cluster.stop() is True
    assert cluster.stop() is False
    with cluster.running():
        pass
    assert not cluster.is_running()


def test_what_is_committed_is_on_the_disk_and_nothing_listens_on_the_network(cluster: pg.Cluster):
    cluster.start()
    for setting, value in {"fsync": "on", "synchronous_commit": "on", "listen_addresses": ""}.items():
        assert cluster.query(f"SHOW {setting}") == value


def test_a_backup_brings_back_what_was_deleted(cluster: pg.Cluster, tmp_path: Path):
    cluster.start()
    write_a_row(cluster)
    cluster.dump(tmp_path / "backup")
    cluster.query("DELETE FROM kept", database="pingzhun")
    assert read_the_row(cluster) == ""
    cluster.restore(tmp_path / "backup")
    assert read_the_row(cluster) == "42"


def test_a_restore_waits_for_a_client_that_is_leaving_and_refuses_beside_one_that_stays(
    cluster: pg.Cluster, tmp_path: Path
):
    cluster.start()
    write_a_row(cluster)
    cluster.dump(tmp_path / "backup")
    with ThreadPoolExecutor() as others:
        leaving = others.submit(cluster.query, "SELECT pg_sleep(1)", database="pingzhun")
        wait_for_a_client(cluster)
        cluster.restore(tmp_path / "backup")
        assert leaving.result() == ""
        staying = others.submit(cluster.query, "SELECT pg_sleep(6)", database="pingzhun")
        wait_for_a_client(cluster)
        with pytest.raises(pg.PostgresError, match="还有程序连着数据库"):
            cluster.restore(tmp_path / "backup")
        assert staying.result() == ""


def wait_for_a_client(cluster: pg.Cluster) -> None:
    while cluster.query("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'") == "0":
        time.sleep(0.02)


def test_a_damaged_backup_leaves_the_database_as_it_was(cluster: pg.Cluster, tmp_path: Path):
    cluster.start()
    write_a_row(cluster)
    cluster.dump(tmp_path / "backup")
    whole = (tmp_path / "backup").read_bytes()
    (tmp_path / "backup").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(pg.PostgresError, match="pg_restore 没有成功"):
        cluster.restore(tmp_path / "backup")
    assert read_the_row(cluster) == "42"


def test_data_of_another_major_version_is_refused_in_one_sentence(cluster: pg.Cluster):
    cluster.start()
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(pg.PostgresError) as refusal:
        cluster.start()
    assert str(refusal.value) == (
        f"数据是 PostgreSQL 9 的，而程序是 {pg.major_version(cluster.bindir)}："
        "请运行 tools/pg.py upgrade 升级数据，或用 PG_BINDIR 指定 PostgreSQL 9 的 bin 目录。"
    )
    with pytest.raises(pg.PostgresError, match="升级要用 PostgreSQL 9 的程序"):
        cluster.upgrade()


OLDER = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))


@pytest.mark.parametrize("old_bindir", [postgres.parent for postgres in OLDER])
def test_an_upgrade_carries_the_data_over_and_keeps_the_old(tmp_path: Path, old_bindir: Path):
    old, new = pg.Cluster(tmp_path / "pg", bindir=old_bindir), pg.Cluster(tmp_path / "pg")
    with old.running():
        write_a_row(old)
    new.upgrade(old_bindir)
    with new.running():
        assert read_the_row(new) == "42"
    assert (new.home / f"data-{pg.major_version(old_bindir)}" / "PG_VERSION").exists()

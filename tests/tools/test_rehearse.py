"""A restore is rehearsed whole, and what is wrong with it is found."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction

from pingzhun.documents import uploads
from pingzhun.ledger import log
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import build
from pingzhun.regimes import clock
from tests.database import end_demo
from tests.storages import stored_in
from tools import pg, rehearse

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Path]]:
    """A small site with a published job and two files: the URL of its database, and its data directory."""
    data = tmp_path / "data"
    settings.DATA_DIR = data
    settings.STORAGES = stored_in(data / "documents")
    clock.enable_demo_clock()
    with transaction.atomic():
        steps.publish(build(clock.now()))
        for text in ("一个附件", "另一个附件"):
            uploads.keep(text.encode(), media_type="text/plain", now=clock.now())
    log.sequence(now=clock.now())
    database = connection.settings_dict
    monkeypatch.setenv("PINGZHUN_SECRET_KEY", django_settings.SECRET_KEY)
    yield (
        f"postgresql://{database['USER']}:{quote(database['PASSWORD'])}@/{database['NAME']}?host={quote(database['HOST'], '')}",
        data,
    )
    end_demo()


def faults(restored: rehearse.Restored) -> list[str]:
    return [fault for _, found in rehearse.examine(restored) for fault in found]


def test_what_is_restored_is_examined_and_each_thing_that_is_wrong_is_found(site, tmp_path: Path):
    url, data = site
    with rehearse.rehearsal(tmp_path, site=url, data=data) as restored:
        assert faults(restored) == []
        assert restored.before.head is not None
        assert restored.before.rows["public.documents_blob"] == 2

        with psycopg.connect(restored.url) as database:
            database.execute("SET session_replication_role = replica")  # as a superuser, past the triggers
            database.execute("UPDATE notices_notice SET title = title || '（改）'")
            database.execute("DELETE FROM directory_member WHERE id = (SELECT max(id) FROM directory_member)")
        changed, gone = sorted(each for each in (restored.home / "documents").rglob("*") if each.is_file())
        changed.write_bytes(b"another")
        gone.unlink()
        (restored.home / "ledger-key").write_text("11" * 32)

        found = faults(restored)
        rows = restored.before.rows["public.directory_member"]
        for sentence in (
            f"表 public.directory_member 备份时有 {rows} 行，恢复后有 {rows - 1} 行。",
            f"附件 {changed.relative_to(restored.home / 'documents')} 的内容与登记的校验值不符。",
            f"附件 {gone.relative_to(restored.home / 'documents')} 不在备份中。",
            "备份的 ledger-key 不是签署最后树头的那一把。",
        ):
            assert found.count(sentence) == 1, found
        assert any(fault.startswith("公告") and "与存证不符" in fault for fault in found), found
        assert any("附件存储" in fault for fault in found), found  # what `doctor` says


def test_the_command_says_its_steps_and_leaves_nothing_behind(site, tmp_path: Path):
    url, data = site
    done = subprocess.run(
        [sys.executable, "-m", "tools.rehearse", "--in", str(tmp_path / "here")],
        cwd=pg.ROOT,
        env=os.environ | {"DATABASE_URL": url, "PINGZHUN_DATA_DIR": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert [line[0] for line in lines] == ["已", "√", "√", "√", "√", "√", "演"]
    assert lines[-1] == "演练通过：这份备份可以恢复，恢复出来的与备份时一致。"
    assert list((tmp_path / "here").iterdir()) == []
    assert connection.is_usable()

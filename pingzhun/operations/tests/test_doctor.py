"""Each item of `doctor` says when it is well, and is seen to say when it is not."""

from collections import namedtuple
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from pingzhun.certificates.models import Authority, Revocation, RevocationList
from pingzhun.deadlines.models import Deadline
from pingzhun.documents.models import Blob
from pingzhun.ledger import log
from pingzhun.ledger.keys import local_key
from pingzhun.operations import doctor
from pingzhun.regimes import clock
from pingzhun.regimes.calendar import Year, YearStatus
from tests.storages import stored_in

pytestmark = pytest.mark.django_db


def found(key: str) -> tuple[list[str], list[str], list[str]]:
    """Of one item: what is good, what is to be known, what is grave."""
    item = next(item for item in doctor.ITEMS if item.key == key)
    said = doctor.examine(item, now=clock.now())
    return (
        [each for each in said if isinstance(each, str)],
        [each.sentence for each in said if isinstance(each, doctor.Finding) and not each.grave],
        [each.sentence for each in said if isinstance(each, doctor.Finding) and each.grave],
    )


def beat(*, seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second')",
            [seconds_ago],
        )


def test_the_command_says_every_item_and_fails_by_what_is_grave(settings, tmp_path):
    beat(seconds_ago=1)
    settings.STORAGES = stored_in(tmp_path / "documents")
    out = StringIO()
    call_command("doctor", stdout=out)
    assert [
        line[2:].partition("：")[0] for line in out.getvalue().splitlines() if line.startswith(("√", "·"))
    ] == [item.title for item in doctor.ITEMS]
    assert out.getvalue().endswith("各项正常。\n")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    with pytest.raises(CommandError, match="有 1 项不正常"):
        call_command("doctor", stdout=StringIO())
    call_command("doctor", without=["worker"], stdout=StringIO())


def test_the_database_says_its_version_and_what_is_not_durable(monkeypatch):
    good, _, grave = found("database")
    assert (good[0].startswith("PostgreSQL "), grave) == (True, [])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    monkeypatch.setattr(doctor, "unapplied", lambda: ["operations.0002_new"])
    assert found("database")[2] == [
        "synchronous_commit 是 off：断电会丢失已经应答的提交，请改回 on。",
        "还有 1 个数据迁移没有执行，请运行 manage.py migrate。",
    ]


def test_a_worker_counts_while_its_heart_beats():
    beat(seconds_ago=5)
    assert found("worker") == (["1 个进程在运行"], [], [])
    beat(seconds_ago=60)
    assert "没有后台任务的心跳" in found("worker")[2][0]


def test_what_waits_for_the_worker_is_said_with_its_seconds():
    now = clock.now()
    beat(seconds_ago=1)
    for minutes in (1, 5, -5):
        Deadline.objects.create(
            kind="test",
            subject=str(minutes),
            due_at=now - timedelta(minutes=minutes),
            set_at=now - timedelta(hours=1),
        )
    log.append(kind="test.operations", subject="a", data={}, now=now - timedelta(minutes=3))
    grave = found("worker")[2]
    assert [sentence[:7] for sentence in grave] == ["到期事项已经等", "待编入的存证已"]
    assert "等了 300 秒" in grave[0] or "等了 301 秒" in grave[0]


def test_a_deadline_that_waits_for_its_retry_is_not_late_but_failing():
    now = clock.now()
    beat(seconds_ago=1)
    Deadline.objects.create(
        kind="test",
        subject="a",
        due_at=now - timedelta(hours=1),
        set_at=now - timedelta(hours=2),
        attempts=1,
        next_try_at=now + timedelta(minutes=5),
        last_error="RuntimeError: no luck",
    )
    assert found("worker")[2] == ["有 1 件到期事项执行失败，正在重试，请看后台任务的日志。"]


def test_clocks_that_differ_are_said(monkeypatch):
    assert found("clock")[2] == []
    real = doctor.time.time
    monkeypatch.setattr(doctor.time, "time", lambda: real() - 30)
    assert found("clock")[2][0].startswith("本机与数据库的时钟相差 30.0 秒") or "29.9" in found("clock")[2][0]


def test_a_clock_that_the_kernel_calls_unsynchronised_is_said(monkeypatch):
    kernel = namedtuple("kernel", "adjtimex")
    for state, said in ((doctor.UNSYNCHRONISED, 1), (0, 0)):
        monkeypatch.setattr(doctor.ctypes, "CDLL", lambda _, state=state: kernel(lambda buffer: state))
        assert len(found("clock")[1]) == said


def test_a_storage_that_has_lost_a_file_is_said(settings, tmp_path):
    settings.STORAGES = stored_in(tmp_path / "documents")
    assert found("storage") == (["可以读写；共 0 个文件，抽查 0 个"], [], [])
    Blob.objects.create(
        sha256="a" * 64, size=1, media_type="text/plain", storage_name="aa/lost", created_at=clock.now()
    )
    assert found("storage")[2] == ["抽查的附件中有 1 个找不到（如 aa/lost），请从备份恢复附件目录。"]


def test_a_storage_that_cannot_be_written_is_said(monkeypatch):
    def refuse(*_: object) -> str:
        raise OSError("No space left on device")

    monkeypatch.setattr(doctor.default_storage, "save", refuse)
    assert found("storage")[2] == ["检查没有做完（OSError：No space left on device）。"]


def test_a_key_that_others_may_read_is_said(settings, monkeypatch):
    for name in doctor.KEYS:
        monkeypatch.delenv("PINGZHUN_" + name.upper().replace("-", "_"), raising=False)
    assert len(found("keys")[1]) == len(doctor.KEYS)
    for name in doctor.KEYS:
        local_key(name)
    assert found("keys") == (["4 把密钥可用"], [], [])
    (settings.DATA_DIR / "ledger-key").chmod(0o644)
    assert found("keys")[2] == ["密钥文件 ledger-key 的权限过宽，请改为只有平台账号可读（chmod 600）。"]


def test_a_year_without_a_published_calendar_is_said_and_from_december_on_also_the_next(monkeypatch):
    class PublishedTo2026:
        def year(self, year: int) -> Year:
            status = YearStatus.PUBLISHED if year <= 2026 else YearStatus.PROVISIONAL
            return Year(year, status, "", ())

    monkeypatch.setattr(doctor, "in_force", PublishedTo2026)
    for month, said in ((11, 0), (12, 1)):
        found = list(doctor.calendar(datetime(2026, month, 20, tzinfo=UTC)))
        assert found[0] == "2026 年已有公布的安排"
        assert [each.grave for each in found if isinstance(each, doctor.Finding)] == [False] * said
    [provisional] = doctor.calendar(datetime(2027, 6, 1, tzinfo=UTC))
    assert "2027 年的工作日历是推算的" in provisional.sentence


def test_an_authority_without_a_list_that_is_in_force_is_said(settings):
    settings.PLATFORM_SEAL = ""
    now = clock.now()
    authority = Authority.objects.create(
        name="陇原 CA",
        anchors="-",
        revocation=Revocation.LISTS,
        lists_url="http://ca.example/l.crl",
        trusted_at=now,
    )
    assert found("certificates")[2] == [
        "陇原 CA 没有有效的吊销列表，其证书暂时不能登录：请运行 manage.py load_crl。"
    ]
    RevocationList.objects.create(
        authority=authority,
        issuer="CN=陇原",
        der=b"-",
        issued_at=now - timedelta(hours=1),
        next_at=now + timedelta(hours=1),
        loaded_at=now,
    )
    assert found("certificates") == (["信任 1 家颁发机构"], [], [])


def test_a_seal_that_cannot_be_opened_is_said(settings, tmp_path):
    settings.PLATFORM_SEAL = str(tmp_path / "nothing.p12")
    settings.DEMO = False
    assert found("certificates")[2][0].startswith("平台印章的私钥打不开")


def test_a_disk_that_is_nearly_full_is_said(monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage(100 * 2**30, 99 * 2**30, 2**30))
    assert found("disk")[2] == ["数据目录所在的磁盘只剩 1.0 GB，请清理或扩容。"]

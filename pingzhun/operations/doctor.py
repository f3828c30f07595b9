"""What an operator must know, item by item, each a sentence that says what to do (`manage.py doctor`)."""

import ctypes
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from pingzhun.base.localtime import local_date, to_local
from pingzhun.certificates.models import Authority, Revocation
from pingzhun.documents.models import Blob
from pingzhun.documents.seals import platform
from pingzhun.operations.state import HEARTBEAT, state, unapplied
from pingzhun.regimes import clock
from pingzhun.regimes.calendar import YearStatus, in_force

LATEST = 60.0  # seconds that something due may wait for the worker
FARTHEST = 1.0  # seconds that the clocks of machine and database may differ
LEAST_FREE, LEAST_SHARE = 2 * 2**30, 0.05  # bytes, and the part of the disk, that must be free
SAMPLE = 200  # files of the storage that are looked for
EXPIRES_SOON = timedelta(days=30)
KEYS = ("secret-key", "ledger-key", "sealing-key", "receipt-key")
UNSYNCHRONISED = 5  # TIME_ERROR of adjtimex(2)
SIZE_OF_TIMEX = 512  # bytes, more than struct timex has anywhere


@dataclass(frozen=True)
class Finding:
    """One sentence. grave: the site does not do its work, or will not after the next accident."""

    sentence: str
    grave: bool = True


@dataclass(frozen=True)
class Item:
    key: str
    title: str
    examine: Callable[[datetime], Iterator[Finding | str]]
    """Yields what is wrong, and at least one sentence (as text) of what is as it should be."""


def database(now: datetime) -> Iterator[Finding | str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), pg_size_pretty(pg_database_size(current_database()))"
        )
        version, size = cursor.fetchone()
        yield f"PostgreSQL {version}，{size}"
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute("SELECT current_setting(%s)", [setting])
            if (value := cursor.fetchone()[0]) == "off":
                yield Finding(f"{setting} 是 {value}：断电会丢失已经应答的提交，请改回 on。")
        cursor.execute("SELECT count(*) FROM pg_index WHERE NOT indisvalid")
        if broken := cursor.fetchone()[0]:
            yield Finding(f"有 {broken} 个索引无效，请 REINDEX。")
    if missing := unapplied():
        yield Finding(f"还有 {len(missing)} 个数据迁移没有执行，请运行 manage.py migrate。")


def worker(now: datetime) -> Iterator[Finding | str]:
    found = state(now=now)
    if found.workers:
        yield f"{found.workers} 个进程在运行"
    else:
        yield Finding(
            f"{HEARTBEAT} 秒内没有后台任务的心跳：报名不会截止，短信不会发出。请启动 manage.py worker。"
        )
    for seconds, what in (
        (found.deadlines_late, "到期事项"),
        (found.messages_late, "待发消息"),
        (found.ledger_late, "待编入的存证"),
    ):
        if seconds > LATEST:
            yield Finding(f"{what}已经等了 {seconds:.0f} 秒，请看后台任务的日志。")
    if found.failing:
        yield Finding(f"有 {found.failing} 件到期事项执行失败，正在重试，请看后台任务的日志。")
    if found.undelivered:
        yield Finding(f"有 {found.undelivered} 条消息没有送达，请平台运维在“未送达消息”中处理。", grave=False)


def clocks(now: datetime) -> Iterator[Finding | str]:
    with connection.cursor() as cursor:
        before = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        theirs, after = float(cursor.fetchone()[0]), time.time()
    offset = 0.0 if before <= theirs <= after else min(abs(theirs - before), abs(theirs - after))
    if offset > FARTHEST:
        yield Finding(f"本机与数据库的时钟相差 {offset:.1f} 秒，请让两台机器都与授时服务器同步。")
    else:
        yield f"本机与数据库相差不到 {FARTHEST:g} 秒"
    if sys.platform == "linux" and ctypes.CDLL(None).adjtimex(bytes(SIZE_OF_TIMEX)) == UNSYNCHRONISED:
        yield Finding(
            "本机的时钟没有与授时服务器同步（内核报告），请启用 chrony 或 systemd-timesyncd。", grave=False
        )
    if (moved := clock.shift()) is not None:
        yield f"演示时钟比实际快 {moved.shift.days} 天"


def storage(now: datetime) -> Iterator[Finding | str]:
    name = default_storage.save(f"doctor/{os.getpid()}-{time.time_ns()}", ContentFile(b"pingzhun"))
    try:
        with default_storage.open(name) as file:
            if file.read() != b"pingzhun":
                yield Finding("附件存储读回的内容与写入的不同，请停用并检查。")
    finally:
        default_storage.delete(name)
    total = Blob.objects.count()
    sample = Blob.objects.order_by("?")[:SAMPLE]
    missing = [each.storage_name for each in sample if not default_storage.exists(each.storage_name)]
    if missing:
        yield Finding(f"抽查的附件中有 {len(missing)} 个找不到（如 {missing[0]}），请从备份恢复附件目录。")
    yield f"可以读写；共 {total} 个文件，抽查 {min(total, SAMPLE)} 个"


def keys(now: datetime) -> Iterator[Finding | str]:
    good = 0
    for name in KEYS:
        path = Path(settings.DATA_DIR) / name
        if os.environ.get("PINGZHUN_" + name.upper().replace("-", "_")):
            good += 1
        elif not path.exists():
            yield Finding(
                f"密钥 {name} 还没有：第一次使用时会生成，请随后备份；如果用过，请从备份恢复。", grave=False
            )
        elif path.stat().st_mode & 0o077:
            yield Finding(f"密钥文件 {name} 的权限过宽，请改为只有平台账号可读（chmod 600）。")
        else:
            good += 1
    yield f"{good} 把密钥可用"


def calendar(now: datetime) -> Iterator[Finding | str]:
    today = local_date(now)
    known = in_force()
    years = [today.year, today.year + 1] if today >= date(today.year, 12, 1) else [today.year]
    for year in years:
        if known.year(year).status == YearStatus.PROVISIONAL:
            yield Finding(f"{year} 年的工作日历是推算的，请在放假安排公布后由管理人员加载。", grave=False)
        else:
            yield f"{year} 年已有公布的安排"


def certificates(now: datetime) -> Iterator[Finding | str]:
    try:
        own = platform.signer()
    except (ValueError, OSError) as error:
        yield Finding(f"平台印章的私钥打不开：{error}")
        own = None
    if own is not None:
        end = own.certificates[0].not_valid_after_utc
        if end < now + EXPIRES_SOON:
            yield Finding(f"平台印章的证书 {to_local(end):%Y-%m-%d} 到期，请换新的。", grave=end < now)
        else:
            yield f"平台印章的证书用到 {to_local(end):%Y-%m-%d}"
    trusted = Authority.objects.filter(is_active=True)
    for authority in trusted.filter(revocation=Revocation.LISTS):
        if not authority.lists.filter(issued_at__lte=now, next_at__gte=now).exists():
            yield Finding(
                f"{authority.name} 没有有效的吊销列表，其证书暂时不能登录：请运行 manage.py load_crl。"
            )
    yield f"信任 {trusted.count()} 家颁发机构"


def disk(now: datetime) -> Iterator[Finding | str]:
    usage = shutil.disk_usage(settings.DATA_DIR)
    free = f"{usage.free / 2**30:.1f} GB"
    if usage.free < max(LEAST_FREE, usage.total * LEAST_SHARE):
        yield Finding(f"数据目录所在的磁盘只剩 {free}，请清理或扩容。")
    else:
        yield f"数据目录所在的磁盘还有 {free}"


ITEMS = (
    Item("database", "数据库", database),
    Item("worker", "后台任务", worker),
    Item("clock", "时钟", clocks),
    Item("storage", "附件存储", storage),
    Item("keys", "密钥", keys),
    Item("calendar", "工作日历", calendar),
    Item("certificates", "证书", certificates),
    Item("disk", "磁盘", disk),
)


def examine(item: Item, *, now: datetime) -> list[Finding | str]:
    """What one item gives; a finding where it cannot be examined at all."""
    try:
        return list(item.examine(now))
    except Exception as error:
        return [Finding(f"检查没有做完（{type(error).__name__}：{error}）。")]

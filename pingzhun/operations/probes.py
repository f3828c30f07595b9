"""Three addresses for machines: /healthz, /readyz and /metrics.

They are answered ahead of everything else, because a probe comes by the name of a container and without TLS. /healthz says that
the process answers; /readyz, that it can do its work; /metrics, in the text format of Prometheus (version 0.0.4), what the
database knows, to whoever brings PINGZHUN_METRICS_TOKEN, and to nobody where that is not set.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import compare_digest

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from pingzhun.operations.state import State, state, unapplied
from pingzhun.regimes import clock

METRICS = "text/plain; version=0.0.4; charset=utf-8"


class Probes:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.is_migrated = False  # remembered once it is so: a schema never goes back under a running program

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match request.path_info:
            case "/healthz":
                return plain("ok\n")
            case "/readyz":
                return self.readiness()
            case "/metrics" if may_read_metrics(request):
                return plain("".join(metrics(state(now=clock.now()))), content_type=METRICS)
        return self.get_response(request)

    def readiness(self) -> HttpResponse:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            self.is_migrated = self.is_migrated or not unapplied()
        except DatabaseError:
            return plain("数据库没有应答。\n", status=503)
        if not self.is_migrated:
            return plain("数据库还没有升级到这个版本，请运行 manage.py migrate。\n", status=503)
        if not os.access(settings.DATA_DIR, os.W_OK):
            return plain("数据目录不能写入。\n", status=503)
        return plain("ok\n")


def plain(text: str, *, status: int = 200, content_type: str = "text/plain; charset=utf-8") -> HttpResponse:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(text, status=status, content_type=content_type, headers=headers)


def may_read_metrics(request: HttpRequest) -> bool:
    token: str = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    return bool(token) and compare_digest(given.encode(), f"Bearer {token}".encode())


def metrics(now: State) -> Iterator[str]:
    disk = shutil.disk_usage(Path(settings.DATA_DIR))
    for name, value, text in (
        ("workers", now.workers, "后台任务的进程数"),
        ("deadlines_late_seconds", now.deadlines_late, "最早一件到期事项已经等了多久"),
        ("messages_late_seconds", now.messages_late, "最早一条待发消息已经等了多久"),
        ("ledger_late_seconds", now.ledger_late, "最早一条未编入的存证已经等了多久"),
        ("messages_given_up", now.undelivered, "未送达的消息"),
        ("deadlines_failing", now.failing, "执行失败、等待重试的到期事项"),
        ("ledger_entries", now.ledger_size, "已编入存证树的条数"),
        ("database_connections", now.connections, "数据库连接数"),
        ("database_bytes", now.database_bytes, "数据库大小"),
        ("disk_free_bytes", disk.free, "数据目录所在磁盘的剩余空间"),
    ):
        yield f"# HELP pingzhun_{name} {text}\n# TYPE pingzhun_{name} gauge\npingzhun_{name} {value:g}\n"

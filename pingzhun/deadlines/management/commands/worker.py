from typing import Any

from django.core.management.base import BaseCommand

from pingzhun.deadlines import worker


class Command(BaseCommand):
    help = "运行后台进程：执行到期事项、发送消息、处理队列，直到收到 SIGTERM。"

    def handle(self, *args: Any, **options: Any) -> None:
        worker.work()

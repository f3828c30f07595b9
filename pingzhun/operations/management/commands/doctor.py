from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from pingzhun.operations.doctor import ITEMS, Finding, examine
from pingzhun.regimes import clock


class Command(BaseCommand):
    help = "逐项检查平台是否正常，每项一句话；有不正常的，退出码为 1。"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--without",
            action="append",
            default=[],
            choices=[item.key for item in ITEMS],
            help="不检查这一项，例如恢复演练时的 worker",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            now = clock.now()
        except DatabaseError as error:
            connection.close()
            raise CommandError(f"数据库没有应答，或还没有建表：{error}") from error
        grave = 0
        for item in ITEMS:
            if item.key in options["without"]:
                continue
            found = examine(item, now=now)
            faults = [each for each in found if isinstance(each, Finding)]
            grave += sum(each.grave for each in faults)
            if good := [each for each in found if isinstance(each, str)]:
                self.stdout.write(f"{'√' if not faults else '·'} {item.title}：{'，'.join(good)}。")
            for each in faults:
                self.stdout.write(f"{'×' if each.grave else '!'} {item.title}：{each.sentence}")
        if grave:
            raise CommandError(f"有 {grave} 项不正常，见上面打 × 的各行。")
        self.stdout.write("各项正常。")

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pingzhun.ledger.audit import faults


class Command(BaseCommand):
    help = "逐条核对数据库中的存证、存证树和存证所记的行；导出的文件用 tools/verify_ledger.py 核验"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if found := faults():
            raise CommandError("不通过：\n" + "\n".join(found))
        self.stdout.write("通过：存证、存证树和存证所记的行一致")

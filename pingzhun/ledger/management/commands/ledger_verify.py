from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pingzhun.ledger import log


class Command(BaseCommand):
    help = "逐条核对数据库中的存证、存证树和存证所记的行；导出的文件用 tools/verify_ledger.py 核验"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(log.faults())
        if faults:
            raise CommandError("不通过：\n" + "\n".join(faults))
        self.stdout.write("通过：数据库中的存证与存证树一致")

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pingzhun.ledger import verify


class Command(BaseCommand):
    help = "核验存证导出文件；不给文件时，逐条核对数据库中的存证与存证树"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="导出文件")
        parser.add_argument("--against", type=Path, metavar="OLD", help="从前的导出文件，或只有其第一行")
        parser.add_argument("--key", metavar="HEX", help="公布的公钥")

    def handle(
        self, *args: Any, file: Path | None, against: Path | None, key: str | None, **options: Any
    ) -> None:
        if file is None:
            self.check_database()
            return
        try:
            head = verify.verify(file, against=against, key=key)
        except verify.VerificationError as error:
            raise CommandError(f"不通过：{error}") from error
        self.stdout.write(f"通过：{head.size} 条存证，根哈希 {head.root}，公钥 {head.key}")

    def check_database(self) -> None:
        from pingzhun.ledger import log  # the check of a file needs no database

        faults = list(log.faults())
        if faults:
            raise CommandError("不通过：\n" + "\n".join(faults))
        self.stdout.write("通过：数据库中的存证与存证树一致")

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from pingzhun.ledger import log
from pingzhun.regimes import clock


class Command(BaseCommand):
    help = "导出全部存证（JSON 行），供任何人用 ledger_verify 核验"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="目标文件；省略则写到标准输出")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        if file is None:
            log.export(sys.stdout, now=clock.now())
            return
        with file.open("w", encoding="utf-8", newline="\n") as target:
            head = log.export(target, now=clock.now())
        self.stderr.write(f"{head.size} 条存证 → {file}")

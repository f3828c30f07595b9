from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pingzhun.directory.services import load_jurisdictions
from pingzhun.flow.guards import Refused
from pingzhun.regimes import clock

DEFAULT = Path(__file__).resolve().parents[2] / "data" / "jurisdictions.csv"


class Command(BaseCommand):
    help = "装入辖区：CSV 文件，列为 code、name、parent（上级代码），上级写在下级之前。可重复执行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=DEFAULT, help="默认为随附的示例辖区")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with file.open(encoding="utf-8-sig", newline="") as rows:
                added, renamed = load_jurisdictions(file=rows, now=clock.now())
        except KeyError as error:
            raise CommandError(f"缺少列 {error}。") from error
        except (OSError, Refused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"新增 {added} 个辖区，更名 {renamed} 个。")

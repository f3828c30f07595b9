from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pingzhun.console.management.demos import stories
from pingzhun.flow.guards import Refused


class Command(BaseCommand):
    help = "在演示数据库中把一个项目从头办到尾，并打印全过程、公告和存证树根。"

    def add_arguments(self, parser: CommandParser) -> None:
        told = stories()
        parser.add_argument("market", choices=sorted(told), help="业务")
        for variant in sorted({name for story in told.values() for name in story} - {""}):
            parser.add_argument(
                f"--{variant}",
                dest="variant",
                action="store_const",
                const=variant,
                default="",
                help=f"另一种过程，限：{'、'.join(key for key in sorted(told) if variant in told[key])}",
            )

    def handle(self, *args: Any, market: str, variant: str = "", **options: Any) -> None:
        self.stdout.ending = ""
        tell = stories()[market].get(variant)
        if tell is None:
            raise CommandError(f"这个业务没有这种过程，请去掉 --{variant}。")
        try:
            tell(self.stdout)
        except Refused as refused:
            raise CommandError(str(refused)) from refused

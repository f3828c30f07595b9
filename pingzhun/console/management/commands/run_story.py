from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pingzhun.console.management.demos import stories
from pingzhun.flow.guards import Refused


class Command(BaseCommand):
    help = "在演示数据库中把一个项目从头办到尾，并打印全过程、公告和存证树根。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("market", choices=sorted(stories()), help="业务")

    def handle(self, *args: Any, market: str, **options: Any) -> None:
        self.stdout.ending = ""
        try:
            stories()[market].run(self.stdout)
        except Refused as refused:
            raise CommandError(str(refused)) from refused

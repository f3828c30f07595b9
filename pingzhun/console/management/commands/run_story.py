from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pingzhun.console.management.demos import stories
from pingzhun.flow.guards import Refused


class Command(BaseCommand):
    help = "在演示数据库中把一个项目从头办到尾，并打印全过程、公告和存证树根。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("market", choices=sorted(stories()), help="业务")
        parser.add_argument("--emergency", action="store_true", help="应急工程，不公开发包")

    def handle(self, *args: Any, market: str, emergency: bool = False, **options: Any) -> None:
        self.stdout.ending = ""
        story = stories()[market]
        tell = getattr(story, "run_emergency", None) if emergency else story.run
        if tell is None:
            raise CommandError("这个业务没有应急工程，请去掉 --emergency。")
        try:
            tell(self.stdout)
        except Refused as refused:
            raise CommandError(str(refused)) from refused

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pingzhun.certificates import authorities
from pingzhun.certificates.models import Authority
from pingzhun.flow.guards import Refused
from pingzhun.regimes import clock


class Command(BaseCommand):
    help = "载入一家颁发机构的吊销列表；不给参数时，从各机构公布的地址各取一次。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="颁发机构名称")
        parser.add_argument("file", nargs="?", type=Path, help="吊销列表文件，PEM 或 DER")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["name"] is None:
            self.stdout.write(f"已载入 {authorities.fetch_lists(now=clock.now())} 份吊销列表。")
            return
        if options["file"] is None:
            raise CommandError("请给出吊销列表文件。")
        try:
            authority = Authority.objects.get(name=options["name"])
            row = authorities.load_list(
                authority=authority, data=options["file"].read_bytes(), now=clock.now()
            )
        except Authority.DoesNotExist as error:
            raise CommandError(f"没有信任过“{options['name']}”。") from error
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已载入“{authority}”的吊销列表，有效至 {row.next_at:%Y-%m-%d %H:%M} UTC。")

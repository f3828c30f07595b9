from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pingzhun.certificates import demo
from pingzhun.directory.models import Member
from pingzhun.flow.guards import Refused
from pingzhun.regimes import clock


class Command(BaseCommand):
    help = (
        "建立演示用的证书颁发机构并信任它：给指定的用户各一个有效的证书文件，另有过期、未生效、已吊销和"
        "不受信任的各一个。只用于演示和试用，私钥口令是公开的。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, help="存放证书文件的目录")
        parser.add_argument("usernames", nargs="+", metavar="账号", help="为哪些用户制作，须已属于一个单位")

    def handle(self, *args: Any, **options: Any) -> None:
        holders = []
        for position, username in enumerate(options["usernames"]):
            member = (
                Member.objects.select_related("organisation", "user").filter(user__username=username).first()
            )
            if member is None:
                raise CommandError(f"账号 {username} 不存在，或不属于任何单位。")
            kind, form = [("EC", "p12"), ("RSA", "p12"), ("EC", "pem"), ("RSA", "pem")][position % 4]
            holders.append(demo.Holder(member.organisation, member.user, kind, form))
        try:
            made = demo.build(options["directory"], holders=holders, now=clock.now())
        except Refused as error:
            raise CommandError(str(error)) from error
        for each in made:
            self.stdout.write(f"{each.key_file.file}  {each.key_file.status}  {each.key_file.title}")
        self.stdout.write(f"证书密码均为 {demo.PASSWORD}；登录前请在“企业CA管理”中新增锁。")

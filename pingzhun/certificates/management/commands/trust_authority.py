from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from pingzhun.certificates import authorities
from pingzhun.certificates.models import Authority, Revocation
from pingzhun.flow.guards import Refused
from pingzhun.regimes import clock


class Command(BaseCommand):
    help = "信任一家证书颁发机构（重复执行则更新）；须说明它怎样公布吊销信息。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="颁发机构名称")
        parser.add_argument("--anchors", type=Path, help="根证书，PEM，可有多张")
        parser.add_argument("--intermediates", type=Path, help="中间证书，PEM，可有多张")
        parser.add_argument("--crl", type=Path, action="append", default=[], help="吊销列表文件，可多次给出")
        parser.add_argument("--crl-url", help="吊销列表地址，后台任务每小时取一次")
        parser.add_argument("--ocsp-url", help="在线查询地址")
        parser.add_argument(
            "--no-revocation", action="store_true", help="该机构不提供吊销信息，风险由本平台承担"
        )
        parser.add_argument("--stop", action="store_true", help="停止信任该机构")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        try:
            if options["stop"]:
                authority = Authority.objects.get(name=options["name"])
                authorities.distrust_authority(authority=authority, now=now)
                self.stdout.write(f"已停止信任“{authority}”。")
                return
            if options["anchors"] is None:
                raise CommandError("请用 --anchors 给出根证书文件。")
            between = options["intermediates"]
            authority = authorities.trust_authority(
                name=options["name"],
                anchors=options["anchors"].read_text(),
                intermediates=between.read_text() if between else None,
                revocation=self.revocation(options),
                lists_url=options["crl_url"],
                online_url=options["ocsp_url"],
                now=now,
            )
            for path in options["crl"]:
                authorities.load_list(authority=authority, data=path.read_bytes(), now=now)
        except Authority.DoesNotExist as error:
            raise CommandError(f"没有信任过“{options['name']}”。") from error
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已信任“{authority}”，吊销信息：{authority.get_revocation_display()}。")

    def revocation(self, options: dict[str, Any]) -> Revocation:
        given = {
            Revocation.LISTS: bool(options["crl"] or options["crl_url"]),
            Revocation.ONLINE: bool(options["ocsp_url"]),
            Revocation.NONE: options["no_revocation"],
        }
        chosen = [kind for kind, is_given in given.items() if is_given]
        if not chosen or (Revocation.NONE in chosen and len(chosen) > 1):
            raise CommandError(
                "请说明吊销信息的来源：--crl 或 --crl-url、--ocsp-url；确无来源的，用 --no-revocation。"
            )
        return chosen[0]

"""Found an official organisation, which has no way to register itself: its data, its first user, its capacity."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from pingzhun.accounts.services import create_account
from pingzhun.directory import services
from pingzhun.directory.capacities import kinds
from pingzhun.directory.models import Jurisdiction
from pingzhun.flow.guards import Refused
from pingzhun.regimes import clock


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        officials = [kind.key for kind in kinds if kind.official]
        parser.add_argument("--kind", required=True, choices=officials, help="主体角色")
        parser.add_argument("--name", required=True, help="单位名称")
        parser.add_argument("--credit-code", required=True, help="统一社会信用代码")
        parser.add_argument("--jurisdiction", required=True, help="行政区划代码，如 620981")
        parser.add_argument("--address", required=True, help="联系地址")
        parser.add_argument("--legal-representative", required=True, help="法定代表人")
        parser.add_argument("--username", required=True, help="第一个用户的账号；首次登录须修改密码")
        parser.add_argument("--person", required=True, help="第一个用户的姓名")
        parser.add_argument("--mobile", required=True, help="第一个用户的手机号码")
        parser.add_argument("--operator", action="store_true", help="同时是平台运维：可以查看未送达的短信")

    def handle(self, **given: Any) -> None:
        password = getpass("初始密码：")
        try:
            organisation = found(given, password=password)
        except Jurisdiction.DoesNotExist:
            raise CommandError(f"没有辖区 {given['jurisdiction']}，请先运行 load_jurisdictions。") from None
        except (ValidationError, ValueError, Refused) as error:
            raise CommandError("；".join(getattr(error, "messages", [str(error)]))) from None
        self.stdout.write(
            f"已建立 {organisation}（{kinds.get(given['kind']).title}），用户 {given['username']}。"
        )


@transaction.atomic
def found(given: dict[str, Any], *, password: str) -> Any:
    now = clock.now()
    place = Jurisdiction.objects.get(code=given["jurisdiction"])
    user = create_account(
        username=given["username"],
        password=password,
        name=given["person"],
        mobile=given["mobile"],
        must_change_password=True,
        now=now,
    )
    user.is_operator = given["operator"]
    user.save(update_fields=["is_operator"])
    organisation = services.found_organisation(
        data={
            "name": given["name"],
            "legal_representative": given["legal_representative"],
            "address": given["address"],
            "contact_name": given["person"],
            "contact_mobile": given["mobile"],
        },
        credit_code=given["credit_code"],
        jurisdiction=place,
        founder=user,
        now=now,
    )
    services.grant_capacity(organisation=organisation, kind=given["kind"], jurisdiction=place, now=now)
    return organisation

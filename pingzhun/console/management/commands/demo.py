from functools import cache
from itertools import cycle
from shutil import rmtree
from time import monotonic
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings

from pingzhun.accounts.models import DemoAccount, User
from pingzhun.accounts.services import create_account
from pingzhun.certificates.demo import Holder, build, site_directory
from pingzhun.certificates.services import bind
from pingzhun.console.management.demos import demos
from pingzhun.directory.models import Member
from pingzhun.documents.seals.keys import Signer
from pingzhun.filings.diary import Diary
from pingzhun.regimes import clock

PASSWORD = "yumen-2026-spring"  # noqa: S105 -- public: it stands on the log-in page


class HashedOnce(Argon2PasswordHasher):
    """Argon2 for many accounts with the same public password: hashing it for each would take most of the time."""

    def encode(self, password: str, salt: str) -> str:
        return self._encode_once(password)

    @classmethod
    @cache
    def _encode_once(cls, password: str) -> str:
        hasher = Argon2PasswordHasher()
        return hasher.encode(password, hasher.salt())


class Command(BaseCommand):
    help = (
        "建立演示数据：在空的演示数据库里，由各单位在各自的菜单中办理而成。可重复执行，已有数据时不作改动。"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("演示数据只能写入演示环境：请设置 PINGZHUN_DEMO=1。")
        if DemoAccount.objects.exists():
            self.stdout.write("数据库里已有演示数据，没有改动。")
        elif not User.objects.exists():
            self.build()
        elif clock.is_demo():
            raise CommandError(
                "演示数据上次没有建完。请换一个空的数据库（内置数据库：删除 .data 目录）后重新运行。"
            )
        else:
            self.stdout.write("数据库里已有数据，没有写入演示数据。")
            return
        names = "、".join(DemoAccount.objects.values_list("user__username", flat=True))
        self.stdout.write(f"演示账号：{names}，密码均为 {PASSWORD}；在登录页选择角色即可进入。")

    def build(self) -> None:
        began = monotonic()
        self.stderr.write("正在建立演示数据，约需六分钟……")
        clock.enable_demo_clock()
        call_command("load_jurisdictions", stdout=self.stderr)
        hasher = f"{HashedOnce.__module__}.{HashedOnce.__qualname__}"
        with override_settings(PASSWORD_HASHERS=[hasher]):
            operator = self.account("yunwei", "平台运维")
            operator.is_operator = True
            operator.save(update_fields=["is_operator"])
            diary = Diary(mover=operator)
            diary.begin_on_monday()
            planned = [demo.plan(diary) for demo in demos()]
            diary.play()
            accounts = [account for made in planned for account in made()]
            accounts += [
                DemoAccount(user=operator, role_title="平台运维", organisation_name="平台运维团队"),
                DemoAccount(
                    user=self.account("xinyonghu", "巩新宇"),
                    role_title="新用户（尚未入驻）",
                    organisation_name="可以办理入驻",
                ),
            ]
        for position, account in enumerate(accounts):
            account.position, account.password = position, PASSWORD
        DemoAccount.objects.bulk_create(accounts)
        signers = self.certificates([account.user for account in accounts])
        for demo in demos():
            demo.seal(signers)
        self.stderr.write(f"演示数据已建立，用时 {monotonic() - began:.0f} 秒。")

    def certificates(self, users: list[User]) -> dict[str, Signer]:
        """A test authority, and for everybody who belongs to an organisation a key file that is bound and assigned. Returns who
        can sign with it, by log-in name.
        """
        signers = {}
        members = Member.objects.filter(user__in=users).select_related("organisation", "user").order_by("pk")
        kinds = cycle([("EC", "p12"), ("RSA", "p12"), ("EC", "pem"), ("RSA", "pem")])
        holders = [
            Holder(member.organisation, member.user, *kind)
            for member, kind in zip(members, kinds, strict=False)
        ]
        directory = site_directory()
        rmtree(directory, ignore_errors=True)  # of a demo whose database is gone
        for made in build(directory, holders=holders, now=clock.now()):
            if made.is_good:
                holder = made.holder
                bind(
                    organisation=holder.organisation,
                    chain=made.chain,
                    user=holder.user,
                    by=holder.user,
                    now=clock.now(),
                )
                signers[holder.user.username] = Signer(made.key, tuple(made.chain))
        return signers

    def account(self, username: str, name: str) -> User:
        return create_account(
            username=username, password=PASSWORD, name=name, mobile="13800000999", now=clock.now()
        )

"""Who may log in, and what they prove it with."""

import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Value
from django.db.models.functions import Lower, Now

from pingzhun.base.triggers import FirmProtect, FirmReadOnly


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def named(self, username: str) -> models.QuerySet["User"]:
        """The account of that name, whatever its case; asks the same index that keeps the name unique."""
        return self.alias(lower_name=Lower("username")).filter(lower_name=Lower(Value(username)))

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.named(username or "").get()


class User(AbstractBaseUser):
    """A person who logs in. The name is theirs for ever (manual 000 §1.2): the database refuses to delete an account or to
    rename it, and takes names that differ only in case for one; an account that is closed is `is_active=False`.
    """

    username = models.CharField("账号", max_length=64, unique=True)
    name = models.CharField("姓名", max_length=64)
    mobile = models.CharField("手机号码", max_length=11)
    email = models.EmailField("电子邮箱", null=True, blank=True)
    is_active = models.BooleanField("启用", default=True)
    is_operator = models.BooleanField("平台运维", default=False)
    must_change_password = models.BooleanField("须修改密码", default=False)
    created_at = models.DateTimeField("注册时间", db_default=Now())

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name", "mobile"]
    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        ordering = ["username"]
        constraints = [models.UniqueConstraint(Lower("username"), name="username_is_taken_once")]
        triggers = [
            FirmProtect(name="an_account_is_never_deleted", operation=pgtrigger.Delete),
            FirmReadOnly(name="an_account_is_never_renamed", fields=["username"]),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.username}）"


class RecoveryCode(models.Model):
    """One of the codes (恢复码) that stand in, once each, for a lost phone at the second step; only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "恢复码"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="a_recovery_code_is_given_once")
        ]

    def __str__(self) -> str:
        return f"恢复码 {self.pk}"


class SpentProof(models.Model):
    """A proof of work that has been handed in; its key keeps it from being handed in again."""

    signature = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "已用的工作量证明"
        ordering = ["signature"]

    def __str__(self) -> str:
        return self.signature


class DemoAccount(models.Model):
    """An account of the demo that the log-in page offers at one click; its password is public. Written by the demo command,
    shown only where `settings.DEMO` is on.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="demo_account")
    password = models.CharField("演示密码", max_length=64)
    role_title = models.CharField("角色", max_length=64)
    organisation_name = models.CharField("单位", max_length=128)
    position = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "演示账号"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.role_title} · {self.organisation_name}"

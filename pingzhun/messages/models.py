"""What people are told: `Message` in their inbox, `Delivery` by SMS or e-mail, and the codes that prove a number."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pingzhun.accounts.codes import Purpose
from pingzhun.base.triggers import FirmFSM, FirmReadOnly

MOBILE = r"^1[0-9]{10}$"


class MessageQuerySet(models.QuerySet["Message"]):
    def unread(self) -> "MessageQuerySet":
        return self.filter(read_at=None)


class Message(models.Model):
    """One thing told to one user, in the console's inbox. Only `read_at` ever changes."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="收件人", on_delete=models.PROTECT, related_name="messages"
    )
    kind = models.CharField(max_length=64, editable=False)
    dedupe = models.CharField(max_length=160, editable=False)
    category = models.CharField("类别", max_length=32)
    title = models.CharField("标题", max_length=128)
    text = models.TextField("内容")
    link = models.CharField("链接", max_length=300, null=True, blank=True)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="messages_of_a_user"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="unread_messages_of_a_user"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["dedupe", "kind", "user"], name="a_user_is_told_once"),
            models.CheckConstraint(
                name="a_message_links_into_this_site", condition=Q(link=None) | Q(link__regex=r"^/([^/\\]|$)")
            ),
        ]
        triggers = [
            FirmReadOnly(name="a_message_stays_as_sent", exclude=["read_at"]),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """One text on its way to one address. Its key is handed to the gateway, which must take it once however often it is
    tried.

    next_at: the first moment at which a worker may take it up; while it is being sent, the moment at which that worker is
    taken for dead. A text with `useful_until` is a secret of the moment (a one-time code): it is not sent after that, and
    wiped when done.
    """

    class Channel(models.TextChoices):
        SMS = "sms", "短信"
        EMAIL = "email", "邮件"

    class State(models.TextChoices):
        QUEUED = "queued", "待发送"
        SENDING = "sending", "发送中"
        SENT = "sent", "已发送"
        FAILED = "failed", "待重试"
        GIVEN_UP = "given_up", "未送达"

    DONE = (State.SENT, State.GIVEN_UP)

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=64, editable=False)
    dedupe = models.CharField(max_length=160, editable=False)
    channel = models.CharField("方式", max_length=8, choices=Channel)
    address = models.CharField("号码或邮箱", max_length=254)
    title = models.CharField("标题", max_length=128)
    text = models.TextField("内容", null=True)
    useful_until = models.DateTimeField("有效时间", null=True, blank=True)
    created_at = models.DateTimeField("时间")
    state = models.CharField("状态", max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    last_error = models.TextField("失败原因", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "短信与邮件"
        ordering = ["-created_at", "key"]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="deliveries_to_do"),
            models.Index(fields=["-created_at"], condition=Q(state="given_up"), name="deliveries_given_up"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe", "kind", "channel", "address"], name="an_address_is_told_once"
            ),
            models.CheckConstraint(
                name="a_delivery_is_taken_up_until_done",
                condition=Q(state__in=["sent", "given_up"], next_at=None)
                | Q(state__in=["queued", "sending", "failed"], next_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_sent_delivery_says_when",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
            ),
            models.CheckConstraint(
                name="a_text_is_kept_until_done",
                condition=Q(text__isnull=False) | Q(state__in=["sent", "given_up"]),
            ),
        ]
        triggers = [
            FirmFSM(
                name="a_delivery_takes_its_course",
                field="state",
                transitions=[
                    ("queued", "sending"),
                    ("failed", "sending"),
                    ("queued", "given_up"),
                    ("failed", "given_up"),
                    ("sending", "sent"),
                    ("sending", "failed"),
                    ("sending", "given_up"),
                    ("given_up", "queued"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.address} {self.title}"


class DemoOutbox(models.Model):
    """What the demo gateway was handed, for all to read on the 演示短信 page."""

    key = models.UUIDField(primary_key=True)
    channel = models.CharField("方式", max_length=8, choices=Delivery.Channel)
    address = models.CharField("号码或邮箱", max_length=254)
    title = models.CharField("标题", max_length=128)
    text = models.TextField("内容")
    sent_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "演示短信"
        ordering = ["-sent_at", "key"]

    def __str__(self) -> str:
        return f"{self.address} {self.text}"


class OneTimeCodeQuerySet(models.QuerySet["OneTimeCode"]):
    def usable(self, now: datetime) -> "OneTimeCodeQuerySet":
        return self.filter(used_at=None, expires_at__gt=now)


class OneTimeCode(models.Model):
    """A code sent to a mobile, kept only as a keyed hash; see `codes`."""

    mobile = models.CharField("手机号码", max_length=11)
    purpose = models.CharField("用途", max_length=16, choices=Purpose)
    digest = models.CharField(max_length=64, editable=False)
    ip = models.GenericIPAddressField("来源地址", null=True, blank=True)
    requested_at = models.DateTimeField("获取时间")
    expires_at = models.DateTimeField("失效时间")
    tries = models.PositiveSmallIntegerField("输错次数", default=0)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    objects = OneTimeCodeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "验证码"
        ordering = ["-requested_at", "-pk"]
        indexes = [
            models.Index(fields=["mobile", "-requested_at"], name="codes_of_a_mobile"),
            models.Index(fields=["ip", "-requested_at"], name="codes_of_an_address"),
        ]
        constraints = [
            models.CheckConstraint(name="a_code_goes_to_a_mobile", condition=Q(mobile__regex=MOBILE)),
            models.CheckConstraint(name="a_code_has_five_tries", condition=Q(tries__lte=5)),
            models.CheckConstraint(
                name="a_code_is_used_in_time", condition=Q(used_at=None) | Q(used_at__lt=F("expires_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mobile} {self.get_purpose_display()}"

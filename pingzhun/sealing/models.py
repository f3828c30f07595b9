"""Boxes, the sealed offers in them, and what was opened. Their rules are the triggers of migration 0002."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Box(models.Model):
    """Where the offers of one round of a case lie until `closes_at`; this row alone knows the hour.

    A case that is published again gets another box; the one before stays as it is, opened or closed for ever.
    """

    case = models.ForeignKey(
        "cases.Case", verbose_name="项目", on_delete=models.PROTECT, related_name="sealed_boxes"
    )
    round = models.PositiveSmallIntegerField("轮次", default=1)
    closes_at = models.DateTimeField("截止时间")
    opened_at = models.DateTimeField("开启时间", null=True, blank=True)
    opened_by = models.CharField("开启人", max_length=200, null=True, blank=True)
    wrapped_key = models.BinaryField(help_text="数据密钥，以数据库之外的密钥文件加密")

    class Meta:
        verbose_name = verbose_name_plural = "密封箱"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="a_round_has_one_box"),
            models.CheckConstraint(
                name="a_box_is_opened_by_someone",
                condition=Q(opened_at=None, opened_by=None)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_box_is_opened_after_it_closes",
                condition=Q(opened_at=None) | Q(opened_at__gte=F("closes_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"密封箱 {self.case_id}/{self.round}"


class SealedOffer(models.Model):
    """One version of what one organisation handed in; live until it is withdrawn or replaced by a later one.

    sha256: of the sealed text, which holds 32 random bytes, so that nobody can find a price by trying prices.
    received_at, withdrawn_at, superseded_at: written by the database, by its own clock.
    """

    box = models.ForeignKey(Box, verbose_name="密封箱", on_delete=models.PROTECT, related_name="offers")
    organisation = models.ForeignKey(
        "directory.Organisation", verbose_name="主体", on_delete=models.PROTECT, related_name="sealed_offers"
    )
    version = models.PositiveIntegerField("版次")
    ciphertext = models.BinaryField("密文")
    sha256 = models.CharField("哈希", max_length=64)
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="递交人", on_delete=models.PROTECT, related_name="+"
    )
    idempotency_key = models.CharField(max_length=64)
    request_mac = models.BinaryField(help_text="同一请求重发时，核对内容是否相同")
    received_at = models.DateTimeField("收到时间", editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    superseded_at = models.DateTimeField("被替换时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "密封报价"
        ordering = ["received_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["box", "organisation"],
                condition=Q(withdrawn_at=None, superseded_at=None),
                name="one_live_offer_per_box_and_organisation",
            ),
            models.UniqueConstraint(
                fields=["box", "organisation", "version"], name="an_offers_version_is_given_once"
            ),
            models.UniqueConstraint(
                fields=["box", "organisation", "idempotency_key"], name="a_request_is_taken_once"
            ),
            models.CheckConstraint(
                name="an_offer_ends_in_one_way", condition=Q(withdrawn_at=None) | Q(superseded_at=None)
            ),
            models.CheckConstraint(
                name="an_offers_sha256_is_hexadecimal", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"密封报价 {self.sha256[:12]}"


class OpenedOffer(models.Model):
    """What an offer said, readable since its box was opened. The database compares `text` with the hash."""

    offer = models.OneToOneField(
        SealedOffer, verbose_name="密封报价", on_delete=models.PROTECT, related_name="opened"
    )
    text = models.TextField("内容", help_text="密封的原文：规范化的 JSON，含随机数")

    class Meta:
        verbose_name = verbose_name_plural = "已开启的报价"
        ordering = ["offer__received_at", "pk"]

    def __str__(self) -> str:
        return f"已开启的报价 {self.offer_id}"

    @property
    def payload(self) -> dict[str, Any]:
        """What was handed to `seal`; decimals, dates and times come back as text (see `ledger.canonical`)."""
        payload: dict[str, Any] = json.loads(self.text)["payload"]
        return payload

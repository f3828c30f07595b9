"""Opening keys, boxes, the sealed offers in them, and what was opened. Their rules are the triggers of migration 0002."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pingzhun.sealing.envelope import payload_of

HEXADECIMAL = r"^[0-9a-f]{64}$"


def is_sha256(field: str) -> Q:
    return Q(**{f"{field}__regex": HEXADECIMAL})


class OpeningKey(models.Model):
    """The public half of what an organisation opens boxes with; the private half is a file in its own hands.

    public_key: a P-256 point, uncompressed. fingerprint: its SHA-256.
    """

    organisation = models.ForeignKey(
        "directory.Organisation", verbose_name="主体", on_delete=models.PROTECT, related_name="opening_keys"
    )
    public_key = models.BinaryField("公钥")
    fingerprint = models.CharField("指纹", max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="生成人", on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField("生成时间")
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "开启密钥"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(retired_at=None),
                name="an_organisation_has_one_live_opening_key",
            ),
            models.CheckConstraint(
                name="an_opening_keys_fingerprint_is_hexadecimal", condition=is_sha256("fingerprint")
            ),
        ]

    def __str__(self) -> str:
        return f"开启密钥 {self.fingerprint[:12]}"


class BoxQuerySet(models.QuerySet["Box"]):
    def waiting(self) -> "BoxQuerySet":
        """Those whose holders are asked to open them."""
        return self.filter(called_at__isnull=False, opened_at=None, abandoned_at=None).select_related("case")


class Box(models.Model):
    """Where the offers of one round of a case lie until `closes_at`; this row alone knows the hour.

    A case that is published again gets another box; the one before stays as it is, opened or closed for ever.

    threshold: how many of its holders open it. called_at: since when they are asked to, after it has closed.
    abandoned_at: it is never opened any more, because too few have offered or the case was called off.
    """

    case = models.ForeignKey(
        "cases.Case", verbose_name="项目", on_delete=models.PROTECT, related_name="sealed_boxes"
    )
    round = models.PositiveSmallIntegerField("轮次", default=1)
    closes_at = models.DateTimeField("截止时间")
    threshold = models.PositiveSmallIntegerField("开启所需家数")
    called_at = models.DateTimeField("通知开启时间", null=True, blank=True)
    abandoned_at = models.DateTimeField("不再开启时间", null=True, blank=True)
    opened_at = models.DateTimeField("开启时间", null=True, blank=True)
    opened_by = models.CharField("开启人", max_length=200, null=True, blank=True)

    objects = BoxQuerySet.as_manager()

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
                condition=Q(opened_at=None) | Q(opened_at__gte=F("closes_at"), called_at__isnull=False),
            ),
            models.CheckConstraint(
                name="holders_are_called_after_the_box_closes",
                condition=Q(called_at=None) | Q(called_at__gte=F("closes_at")),
            ),
            models.CheckConstraint(
                name="a_box_is_opened_or_abandoned", condition=Q(opened_at=None) | Q(abandoned_at=None)
            ),
            models.CheckConstraint(name="one_holder_alone_opens_nothing", condition=Q(threshold__gte=2)),
        ]

    def __str__(self) -> str:
        return f"密封箱 {self.case_id}/{self.round}"

    @property
    def label(self) -> str:
        """What shares are bound to."""
        return f"{self.case.code}/{self.round}"

    @property
    def waits(self) -> bool:
        """Whether its holders are asked to open it."""
        return self.called_at is not None and self.opened_at is None and self.abandoned_at is None


class BoxHolder(models.Model):
    """One of those who open a box, with the key that they had when it was made. title: as what they hold it."""

    box = models.ForeignKey(Box, verbose_name="密封箱", on_delete=models.PROTECT, related_name="holders")
    organisation = models.ForeignKey(
        "directory.Organisation", verbose_name="主体", on_delete=models.PROTECT, related_name="+"
    )
    key = models.ForeignKey(
        OpeningKey, verbose_name="开启密钥", on_delete=models.PROTECT, related_name="boxes"
    )
    title = models.CharField("身份", max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "持钥单位"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["box", "organisation"], name="an_organisation_holds_a_box_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.organisation}"


class OfferQuerySet(models.QuerySet["SealedOffer"]):
    def live(self) -> "OfferQuerySet":
        return self.filter(withdrawn_at=None, superseded_at=None)


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
    ciphertext = models.BinaryField("密文", help_text="age 文件")
    ciphertext_sha256 = models.CharField("密文哈希", max_length=64)
    sha256 = models.CharField("哈希", max_length=64)
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="递交人", on_delete=models.PROTECT, related_name="+"
    )
    idempotency_key = models.CharField(max_length=64)
    received_at = models.DateTimeField("收到时间", editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    superseded_at = models.DateTimeField("被替换时间", null=True, blank=True)

    objects = OfferQuerySet.as_manager()

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
            models.UniqueConstraint(
                fields=["box", "ciphertext_sha256"], name="a_ciphertext_is_handed_in_once"
            ),
            models.CheckConstraint(
                name="an_offer_ends_in_one_way", condition=Q(withdrawn_at=None) | Q(superseded_at=None)
            ),
            models.CheckConstraint(
                name="an_offers_sha256_is_hexadecimal",
                condition=is_sha256("sha256") & is_sha256("ciphertext_sha256"),
            ),
        ]

    def __str__(self) -> str:
        return f"密封报价 {self.sha256[:12]}"


class SealedShare(models.Model):
    """One holder's share of an offer's secret, which only their key opens. sha256: of the share itself."""

    offer = models.ForeignKey(
        SealedOffer, verbose_name="密封报价", on_delete=models.PROTECT, related_name="shares"
    )
    holder = models.ForeignKey(
        BoxHolder, verbose_name="持钥单位", on_delete=models.PROTECT, related_name="shares"
    )
    sealed = models.BinaryField("密封的份额")
    sha256 = models.CharField("份额哈希", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "密封的份额"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "holder"], name="a_holder_has_one_share_of_an_offer"),
            models.CheckConstraint(name="a_shares_sha256_is_hexadecimal", condition=is_sha256("sha256")),
        ]

    def __str__(self) -> str:
        return f"份额 {self.pk}"


class ReleasedShare(models.Model):
    """What a holder found in a sealed share after the hour; `share` is NULL where it did not open to what was committed to.

    released_at: by the database's clock.
    """

    sealed = models.OneToOneField(
        SealedShare, verbose_name="密封的份额", on_delete=models.PROTECT, related_name="released"
    )
    share = models.BinaryField("份额", null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="开启人", on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField("开启时间", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "交出的份额"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"交出的份额 {self.pk}"


class SealedFile(models.Model):
    """A file of an offer, as a ciphertext among the attachments of who offers. The database sees to it that they are the same
    bytes. place: from 1, in the supplier's order. sha256, size: of the ciphertext.
    """

    offer = models.ForeignKey(
        SealedOffer, verbose_name="密封报价", on_delete=models.PROTECT, related_name="files"
    )
    place = models.PositiveSmallIntegerField("序号")
    ciphertext = models.ForeignKey(
        "documents.Attachment", verbose_name="密文", on_delete=models.PROTECT, related_name="+"
    )
    sha256 = models.CharField("密文哈希", max_length=64)
    size = models.BigIntegerField("密文字节数")

    class Meta:
        verbose_name = verbose_name_plural = "密封附件"
        ordering = ["offer", "place"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "place"], name="a_sealed_file_has_its_place"),
            models.UniqueConstraint(fields=["offer", "sha256"], name="a_sealed_file_is_named_once"),
            models.CheckConstraint(
                name="a_sealed_files_sha256_is_hexadecimal", condition=is_sha256("sha256")
            ),
        ]

    def __str__(self) -> str:
        return f"密封附件 {self.sha256[:12]}"

    @property
    def outcome(self) -> "OpenedFile | None":
        """What became of it; None as long as it is sealed."""
        return getattr(self, "opened", None)


class OpenedOffer(models.Model):
    """What an offer said, readable since its box was opened; the database compares `text` with the hash. `text` is NULL where
    the envelope did not hold what it was sealed with: such an offer counts as none.

    folder: where its files go when they are opened (`files`), if it has any.
    """

    offer = models.OneToOneField(
        SealedOffer, verbose_name="密封报价", on_delete=models.PROTECT, related_name="opened"
    )
    text = models.TextField("内容", null=True, help_text="密封的原文：规范化的 JSON，含随机数")
    folder = models.ForeignKey(
        "documents.Folder",
        verbose_name="电子件夹",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = verbose_name_plural = "已开启的报价"
        ordering = ["offer__received_at", "pk"]

    def __str__(self) -> str:
        return f"已开启的报价 {self.offer_id}"

    @property
    def payload(self) -> dict[str, Any] | None:
        """What the supplier's browser sealed, as it came: texts by name, not looked at by anybody yet. None if damaged."""
        return payload_of(self.text) if self.text is not None else None


class OpenedFile(models.Model):
    """What became of a sealed file after the hour: the file itself in the folder of the opened offer, or the reason why it was
    not taken. name: as the supplier's browser gave it; "" where the payload does not say. authors: whom its metadata name.
    """

    sealed = models.OneToOneField(
        SealedFile, verbose_name="密封附件", on_delete=models.PROTECT, related_name="opened"
    )
    name = models.CharField("文件名", max_length=150)
    attachment = models.OneToOneField(
        "documents.Attachment",
        verbose_name="电子件",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reason = models.CharField("未采用原因", max_length=400, null=True, blank=True)
    authors = models.JSONField("作者信息", default=list, blank=True)
    opened_at = models.DateTimeField("开启时间")

    class Meta:
        verbose_name = verbose_name_plural = "已开启的附件"
        ordering = ["sealed__offer", "sealed__place"]
        constraints = [
            models.CheckConstraint(
                name="an_opened_file_is_taken_or_has_a_reason",
                condition=Q(attachment=None, reason__isnull=False) | Q(attachment__isnull=False, reason=None),
            )
        ]

    def __str__(self) -> str:
        return f"已开启的附件 {self.name}"

"""Certificates: whom we trust to issue them, to whom they are bound, and what was asked to be signed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pingzhun.base.triggers import FirmProtect, FirmReadOnly, FirmTrigger, refuse
from pingzhun.directory.models import Organisation, kept_for_the_record


class Revocation(models.TextChoices):
    """How an authority tells which of its certificates it has revoked."""

    LISTS = "lists", "吊销列表（CRL）"
    ONLINE = "online", "在线查询（OCSP）"
    NONE = "none", "不提供"


class Authority(models.Model):
    """A 电子认证服务机构 that this platform trusts, with its anchors and whatever stands between them and the holders, in PEM.

    `lists_url` is where its list is fetched from every hour, where it has one; `online_url` is asked about one certificate at
    a time. With `Revocation.NONE` nobody can say whether a certificate was revoked, and the operator answers for that.
    """

    name = models.CharField("名称", max_length=64, unique=True)
    anchors = models.TextField("信任锚", help_text="PEM")
    intermediates = models.TextField("中间证书", null=True, blank=True, help_text="PEM")
    revocation = models.CharField("吊销信息", max_length=8, choices=Revocation.choices)
    lists_url = models.URLField("吊销列表地址", null=True, blank=True)
    online_url = models.URLField("在线查询地址", null=True, blank=True)
    is_active = models.BooleanField("信任", default=True)
    trusted_at = models.DateTimeField("信任时间")

    class Meta:
        verbose_name = verbose_name_plural = "证书颁发机构"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="an_authority_asked_online_has_an_address",
                condition=~Q(revocation=Revocation.ONLINE) | Q(online_url__isnull=False),
            )
        ]
        triggers = kept_for_the_record()

    def __str__(self) -> str:
        return self.name


class RevocationList(models.Model):
    """The newest CRL (RFC 5280) of one issuer of an authority: it was checked against the issuer's key when it was loaded."""

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="lists")
    issuer = models.CharField("颁发者", max_length=512, help_text="RFC 4514")
    der = models.BinaryField("内容")
    issued_at = models.DateTimeField("签发时间")
    next_at = models.DateTimeField("下次签发时间")
    loaded_at = models.DateTimeField("载入时间")

    class Meta:
        verbose_name = verbose_name_plural = "吊销列表"
        ordering = ["authority", "issuer"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "issuer"], name="an_issuer_has_one_newest_list")
        ]
        triggers = [
            FirmTrigger(
                name="an_older_list_never_replaces_a_newer",
                operation=pgtrigger.Update,
                func="IF NEW.issued_at < OLD.issued_at THEN "
                + refuse("an older list would make revoked certificates good again")
                + " END IF; RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return f"{self.authority} · {self.issued_at:%Y-%m-%d}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def bound(self) -> "CertificateQuerySet":
        """Those that have not been unbound."""
        return self.filter(unbound_at=None)


class Certificate(models.Model):
    """A certificate that a person has proved to hold, bound to their organisation (企业CA管理), and the user who logs in with
    it. `der` is what was presented; subject, issuer and serial are read from it for people.
    """

    organisation = models.ForeignKey(
        Organisation, verbose_name="主体", on_delete=models.PROTECT, related_name="certificates"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="分配给",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="certificates",
    )
    der = models.BinaryField("证书")
    fingerprint = models.CharField("指纹", max_length=64, help_text="SHA-256")
    holder = models.CharField("持有人", max_length=256)
    subject = models.CharField("主题", max_length=512, help_text="RFC 4514")
    issuer = models.CharField("颁发者", max_length=512, help_text="RFC 4514")
    issuer_name = models.CharField("颁发机构", max_length=256)
    serial = models.CharField("序列号", max_length=48, help_text="十六进制")
    key_kind = models.CharField("密钥类型", max_length=32)
    valid_from = models.DateTimeField("生效时间")
    valid_until = models.DateTimeField("到期时间")
    bound_at = models.DateTimeField("绑定时间")
    bound_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unbound_at = models.DateTimeField("解除时间", null=True, blank=True)
    unbound_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unbind_reason = models.CharField("解除原因", max_length=200, null=True, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "数字证书"
        ordering = ["-bound_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"], condition=Q(unbound_at=None), name="a_certificate_is_bound_once"
            ),
            models.CheckConstraint(
                name="certificate_fingerprint_is_hex", condition=Q(fingerprint__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="an_unbinding_has_its_person_and_reason",
                condition=Q(unbound_at=None, unbound_by=None, unbind_reason=None)
                | Q(unbound_at__isnull=False, unbound_by__isnull=False, unbind_reason__isnull=False),
            ),
        ]
        triggers = [
            *kept_for_the_record(),
            FirmReadOnly(
                name="a_certificate_stays_what_it_is",
                fields=["organisation", "der", "fingerprint", "bound_at", "bound_by"],
            ),
            FirmTrigger(
                name="an_unbound_certificate_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.unbound_at IS NOT NULL"),
                func=refuse("an unbound certificate is bound anew, never revived"),
            ),
            FirmTrigger(
                name="a_certificate_is_assigned_to_a_colleague",
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                IF NEW.user_id IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM directory_member
                    WHERE user_id = NEW.user_id AND organisation_id = NEW.organisation_id
                ) THEN """
                + refuse("a certificate is assigned to a user of its organisation")
                + " END IF; RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return self.holder


class Purpose(models.TextChoices):
    """What a signature over a challenge is good for; one for a purpose is worth nothing for another."""

    LOGIN = "login", "登录平台"
    BIND = "bind", "绑定证书"


class Challenge(models.Model):
    """A text that is to be signed once: by the visitor of one session, or by one user, on one address of this site."""

    nonce = models.CharField("编号", max_length=43, unique=True)
    purpose = models.CharField("用途", max_length=16, choices=Purpose.choices)
    origin = models.CharField("网站", max_length=200, help_text="RFC 6454")
    asker = models.CharField("申请者", max_length=80, help_text="会话的摘要，或用户编号")
    created_at = models.DateTimeField("申请时间")
    expires_at = models.DateTimeField("有效期至", db_index=True)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "待签名的挑战"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_challenge_is_used_before_it_expires",
                condition=Q(used_at=None) | Q(used_at__lt=F("expires_at")),
            )
        ]
        triggers = [
            FirmReadOnly(
                name="a_challenge_says_what_it_said",
                fields=["nonce", "purpose", "origin", "asker", "created_at", "expires_at"],
            ),
            FirmTrigger(
                name="a_challenge_is_used_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.used_at IS NOT NULL"),
                func=refuse("a challenge is used once"),
            ),
        ]

    def __str__(self) -> str:
        return self.nonce

    @property
    def text(self) -> str:
        """Exactly what is signed, in UTF-8. A person can read it, and so can a signer that shows it."""
        return "\n".join(
            [
                "平准 数字证书签名",
                f"网站：{self.origin}",
                f"用途：{self.get_purpose_display()}（{self.purpose}）",
                f"编号：{self.nonce}",
                f"有效期至：{self.expires_at:%Y-%m-%dT%H:%M:%SZ}",
            ]
        )


class Rule(models.TextChoices):
    """What an organisation may demand of its own users."""

    LOGIN = "login", "只能用证书登录"
    SEALS = "seals", "公告须盖章"


class Requirement(models.Model):
    """A rule that an organisation made for itself; switched on by its manager, lifted by them or by the operator."""

    organisation = models.ForeignKey(
        Organisation, verbose_name="主体", on_delete=models.PROTECT, related_name="certificate_requirements"
    )
    rule = models.CharField("要求", max_length=8, choices=Rule.choices, default=Rule.LOGIN)
    since = models.DateTimeField("开启时间")
    required_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField("解除时间", null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lift_reason = models.CharField("解除原因", max_length=200, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "证书使用要求"
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "rule"],
                condition=Q(lifted_at=None),
                name="certificates_are_required_once",
            ),
            models.CheckConstraint(
                name="a_lifted_requirement_has_its_person_and_reason",
                condition=Q(lifted_at=None, lifted_by=None, lift_reason=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False, lift_reason__isnull=False),
            ),
        ]
        triggers = [FirmProtect(name="kept_for_the_record", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.get_rule_display()} · {self.since:%Y-%m-%d}"

"""Who takes part: organisations, the people in them, what they may do, and where."""

from datetime import date, datetime, timedelta
from typing import TypeVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Now
from django.utils.timezone import localdate

from pingzhun.base.localtime import local_date
from pingzhun.base.triggers import FirmProtect
from pingzhun.directory.capacities import kinds


def kept_for_the_record() -> list[pgtrigger.Trigger]:
    """Triggers of a table whose rows are ended, never deleted: what an organisation held on a day can be asked for ever."""
    return [FirmProtect(name="kept_for_the_record", operation=pgtrigger.Delete)]


class JurisdictionQuerySet(models.QuerySet["Jurisdiction"]):
    def within(self, jurisdiction: "Jurisdiction") -> "JurisdictionQuerySet":
        return self.filter(path__startswith=jurisdiction.path)


class Jurisdiction(models.Model):
    """A place in the tree of province, city, county and town that decides who reviews (P9). `path` is made of the codes
    from the root down, each followed by a slash, so that a subtree is a prefix.
    """

    code = models.CharField("行政区划代码", max_length=12, unique=True, help_text="GB/T 2260")
    name = models.CharField("名称", max_length=64)
    parent = models.ForeignKey(
        "self", verbose_name="上级", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=128, unique=True, editable=False)

    objects = JurisdictionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "辖区"
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="a_path_ends_with_its_code", condition=Q(path__endswith=Concat(F("code"), Value("/")))
            )
        ]
        indexes = [
            models.Index(fields=["path"], name="jurisdiction_path_prefix", opclasses=["varchar_pattern_ops"])
        ]

    def __str__(self) -> str:
        return self.name

    def covers(self, other: "Jurisdiction") -> bool:
        """Whether `other` is this place or lies in it."""
        return other.path.startswith(self.path)

    @property
    def own_and_higher_paths(self) -> list[str]:
        """The paths of this place and of every place above it."""
        codes = self.path.rstrip("/").split("/")
        return ["/".join(codes[:depth]) + "/" for depth in range(1, len(codes) + 1)]


class ServiceType(models.Model):
    """An entry of the service catalogue (服务目录): a top-level entry is a 机构类型, its children are 服务类型."""

    code = models.CharField("编码", max_length=16, unique=True)
    name = models.CharField("名称", max_length=64)
    parent = models.ForeignKey(
        "self",
        verbose_name="机构类型",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "服务类型"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """An entry of the catalogue of what is bought (采购目录): goods begin with A, works with B, services with C. Only entries
    without children are chosen.
    """

    code = models.CharField("编码", max_length=16, unique=True)
    name = models.CharField("名称", max_length=64)
    parent = models.ForeignKey(
        "self",
        verbose_name="上级品目",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "采购目录"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class QualificationType(models.Model):
    """One grade of one family of company qualifications, e.g. 工程造价咨询 甲级. Rank 1 is the highest grade and does for
    every lower one of its family.
    """

    family = models.CharField("资质类别", max_length=64)
    grade = models.CharField("等级", max_length=16)
    rank = models.PositiveSmallIntegerField("级序", help_text="1 为最高")
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "资质类型"
        ordering = ["family", "rank"]
        constraints = [models.UniqueConstraint(fields=["family", "rank"], name="one_grade_at_each_rank")]

    def __str__(self) -> str:
        return f"{self.family}（{self.grade}）"


class OrganisationData(models.Model):
    """What an organisation says of itself; a change takes effect only after review (Y20), so filings repeat these fields."""

    name = models.CharField("单位名称", max_length=128)
    legal_representative = models.CharField("法定代表人", max_length=64)
    address = models.CharField("联系地址", max_length=200)
    contact_name = models.CharField("联系人", max_length=64)
    contact_mobile = models.CharField("联系人手机", max_length=11)
    contact_email = models.EmailField("电子邮箱", null=True, blank=True)
    introduction = models.TextField("单位简介", null=True, blank=True, max_length=2000)

    class Meta:
        abstract = True


class Organisation(OrganisationData):
    """A legal person, registered once; what it may do is in its capacities (P1)."""

    credit_code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    jurisdiction = models.ForeignKey(
        Jurisdiction, verbose_name="所属辖区", on_delete=models.PROTECT, related_name="organisations"
    )
    created_at = models.DateTimeField("登记时间", db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "主体"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="credit_code_is_compact", condition=Q(credit_code__regex=r"^[0-9A-Z]{18}$")
            )
        ]
        triggers = kept_for_the_record()

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A user's place in the one organisation they belong to, with the duties 经办 (file) and 审核 (review)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name="用户", on_delete=models.PROTECT, related_name="membership"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="主体", on_delete=models.PROTECT, related_name="members"
    )
    can_file = models.BooleanField("经办", default=True)
    can_review = models.BooleanField("审核", default=False)
    is_manager = models.BooleanField("单位管理员", default=False, help_text="可以增减本单位用户、分配职责")
    is_active = models.BooleanField("在岗", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位用户"
        ordering = ["organisation", "user"]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"


class CapacityQuerySet(models.QuerySet["Capacity"]):
    def of_kind(self, kind: str) -> "CapacityQuerySet":
        return self.filter(kind=kind, revoked_at=None)


class Capacity(models.Model):
    """A part that an organisation plays in a market, granted by a review; `kind` is a key of `capacities.kinds`."""

    organisation = models.ForeignKey(
        Organisation, verbose_name="主体", on_delete=models.PROTECT, related_name="capacities"
    )
    kind = models.CharField("主体角色", max_length=64)
    jurisdiction = models.ForeignKey(
        Jurisdiction, verbose_name="辖区", on_delete=models.PROTECT, related_name="capacities"
    )
    categories = models.ManyToManyField(ServiceType, verbose_name="机构类型", blank=True, related_name="+")
    granted_at = models.DateTimeField("授予时间")
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)

    objects = CapacityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "主体角色"
        ordering = ["organisation", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"], condition=Q(revoked_at=None), name="a_capacity_is_held_once"
            )
        ]
        triggers = kept_for_the_record()

    def __str__(self) -> str:
        return f"{self.organisation} · {self.title}"

    @property
    def title(self) -> str:
        return kinds.get(self.kind).title


Held = TypeVar("Held", bound=models.Model)


class HeldQuerySet(models.QuerySet[Held]):
    """Rows of what an organisation holds; a removed one stays for the record."""

    def held(self) -> "HeldQuerySet[Held]":
        return self.filter(removed_at=None)

    def valid(self, now: datetime) -> "HeldQuerySet[Held]":
        return self.held().filter(Q(valid_until=None) | Q(valid_until__gte=localdate(now)))


class ServiceScope(models.Model):
    """A service that an organisation offers (服务范围); granted by review, removable at once (Y21–Y23)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="service_scopes")
    service_type = models.ForeignKey(
        ServiceType, verbose_name="服务类型", on_delete=models.PROTECT, related_name="scopes"
    )
    granted_at = models.DateTimeField("生效时间")
    removed_at = models.DateTimeField("删除时间", null=True, blank=True)

    objects = HeldQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务范围"
        ordering = ["service_type", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "service_type"],
                condition=Q(removed_at=None),
                name="a_service_is_in_scope_once",
            )
        ]
        triggers = kept_for_the_record()

    def __str__(self) -> str:
        return str(self.service_type)


class CertificateData(models.Model):
    """What both kinds of certificates say."""

    certificate_number = models.CharField("证书编号", max_length=64)
    issued_by = models.CharField("发证机关", max_length=128)
    valid_until = models.DateField("有效期至", null=True, blank=True, help_text="长期有效的留空")

    class Meta:
        abstract = True


class QualificationData(CertificateData):
    type = models.ForeignKey(
        QualificationType, verbose_name="资质类型", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True


class Qualification(QualificationData):
    """A company's certificate (公司资质)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="qualifications")
    granted_at = models.DateTimeField("生效时间")
    removed_at = models.DateTimeField("删除时间", null=True, blank=True)

    objects = HeldQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公司资质"
        ordering = ["type", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "type", "certificate_number"],
                condition=Q(removed_at=None),
                name="a_qualification_is_held_once",
            )
        ]
        triggers = kept_for_the_record()

    def __str__(self) -> str:
        return str(self.type)


class PersonData(CertificateData):
    name = models.CharField("姓名", max_length=64)
    certificate_type = models.CharField("证书名称", max_length=64)
    speciality = models.CharField("专业", max_length=64, null=True, blank=True)

    class Meta:
        abstract = True


class Person(PersonData):
    """A person with a certificate who works for the organisation (人员资质); shown to the public (Y24)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    granted_at = models.DateTimeField("生效时间")
    removed_at = models.DateTimeField("删除时间", null=True, blank=True)

    objects = HeldQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人员资质"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "certificate_type", "certificate_number"],
                condition=Q(removed_at=None),
                name="a_persons_certificate_is_listed_once",
            )
        ]
        triggers = kept_for_the_record()

    def __str__(self) -> str:
        return f"{self.name}（{self.certificate_type}）"


def last_day_before(ends_at: datetime) -> date:
    """The last day on which holds what ends at this moment, mostly a midnight."""
    return local_date(ends_at - timedelta(microseconds=1))


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def in_force(self, now: datetime) -> "SuspensionQuerySet":
        return self.filter(starts_at__lte=now, ends_at__gt=now)


class Suspension(models.Model):
    """An organisation may not take up new work in a capacity for a while; it ends by itself, since nothing but the
    clock is asked. Lifting it early sets `ends_at` to that moment and says why.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="suspensions")
    kind = models.CharField("主体角色", max_length=64)
    reason = models.TextField("停用原因")
    days = models.PositiveIntegerField("停用天数")
    starts_at = models.DateTimeField("停用时间")
    ends_at = models.DateTimeField("到期时间")
    imposed_by = models.ForeignKey(
        Organisation, verbose_name="作出单位", on_delete=models.PROTECT, related_name="suspensions_imposed"
    )
    lift_reason = models.TextField("恢复原因", null=True, blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "停用"
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="a_suspension_lasts_some_days", condition=Q(days__gte=1)),
            models.CheckConstraint(
                name="a_suspension_does_not_end_before_it_starts", condition=Q(ends_at__gte=F("starts_at"))
            ),
            ExclusionConstraint(
                name="suspensions_do_not_overlap",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (models.Func("starts_at", "ends_at", function="TSTZRANGE"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = kept_for_the_record()

    def __str__(self) -> str:
        return f"{self.organisation} 停用 {self.days} 天"

    @property
    def last_day(self) -> date:
        """The last day on which it holds; it ends at the midnight after."""
        return last_day_before(self.ends_at)

    @property
    def title(self) -> str:
        """The capacity that is suspended, in words."""
        return kinds.get(self.kind).title

"""The rosters (名册库), who is listed in them, and what companies file about themselves. Fields and constraints, no logic."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from pingzhun.base.triggers import FirmReadOnly
from pingzhun.directory.models import (
    HeldQuerySet,
    OrganisationData,
    QualificationData,
    kept_for_the_record,
)
from pingzhun.filings.models import Filing, Reasoned, final_once_submitted
from pingzhun.markets.smallworks.capacities import BUILDER, COMPANIES
from pingzhun.markets.smallworks.models.projects import WorkType
from pingzhun.standing.models import RegistrationData, ReinstatementData, SuspensionData

COMPANY_TYPES = [(kind.key, kind.title) for kind in COMPANIES]


# ---- rosters -------------------------------------------------------------------------------------------------------


class RosterData(models.Model):
    """A roster is of one company type, and one authority reviews the companies that ask to be in it (R12)."""

    name = models.CharField("名册库名称", max_length=64)
    company_type = models.CharField("企业类型", max_length=64, choices=COMPANY_TYPES)
    authority = models.ForeignKey(
        "directory.Organisation", verbose_name="审核单位", on_delete=models.PROTECT, related_name="+"
    )
    work_types = ArrayField(
        models.CharField(max_length=16, choices=WorkType.choices),
        verbose_name="可报名的工程类型",
        default=list,
        blank=True,
    )

    class Meta:
        abstract = True


class Roster(RosterData):
    """名册库. Without work types its companies may enrol for works of every type."""

    jurisdiction = models.ForeignKey(
        "directory.Jurisdiction", verbose_name="所属辖区", on_delete=models.PROTECT, related_name="+"
    )
    is_active = models.BooleanField("在用", default=True)
    opened_at = models.DateTimeField("设立时间")

    class Meta:
        verbose_name = verbose_name_plural = "名册库"
        ordering = ["company_type", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction", "name"], name="a_roster_has_a_name_of_its_own_in_its_jurisdiction"
            ),
            models.CheckConstraint(
                name="only_a_roster_of_builders_is_for_types_of_work",
                condition=Q(company_type=BUILDER.key) | Q(work_types=[]),
            ),
        ]
        triggers = [
            *kept_for_the_record(),
            FirmReadOnly(name="a_roster_stays_what_it_is", exclude=["is_active"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def entry(self) -> dict[str, Any]:
        """What the ledger is told of it (`log.append`)."""
        return {
            "kind": "smallworks.roster.opened",
            "subject": f"roster:{self.pk}",
            "data": {
                "name": self.name,
                "company_type": self.company_type,
                "authority": self.authority.credit_code,
                "work_types": self.work_types,
                "jurisdiction": self.jurisdiction.code,
            },
            "now": self.opened_at,
        }


class Listing(models.Model):
    """A company stands in a roster; one that was taken out stays for the record."""

    organisation = models.ForeignKey(
        "directory.Organisation",
        verbose_name="企业",
        on_delete=models.PROTECT,
        related_name="roster_listings",
    )
    roster = models.ForeignKey(
        Roster, verbose_name="所属名册库", on_delete=models.PROTECT, related_name="listings"
    )
    listed_at = models.DateTimeField("入库时间")
    removed_at = models.DateTimeField("出库时间", null=True, blank=True)
    removal_reason = models.TextField("出库原因", null=True, blank=True)

    objects = HeldQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "入库企业"
        ordering = ["listed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "roster"],
                condition=Q(removed_at=None),
                name="a_company_is_listed_once_in_a_roster",
            ),
            models.CheckConstraint(
                name="a_company_is_taken_out_for_a_reason",
                condition=Q(removed_at=None, removal_reason=None)
                | Q(removed_at__isnull=False, removal_reason__regex=r"\S"),
            ),
        ]
        triggers = [
            *kept_for_the_record(),
            FirmReadOnly(name="a_listing_is_only_ended", exclude=["removed_at", "removal_reason"]),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}（{self.roster}）"

    @property
    def entries(self) -> list[dict[str, Any]]:
        """What the ledger is told of it (`log.append`); the last one is the latest."""
        about = {"organisation": self.organisation.credit_code, "roster": self.roster_id}
        told = [("listed", about, self.listed_at)]
        if self.removed_at is not None:
            told.append(("struck", about | {"reason": self.removal_reason}, self.removed_at))
        return [
            {
                "kind": f"smallworks.listing.{act}",
                "subject": f"listing:{self.pk}",
                "data": data,
                "now": moment,
            }
            for act, data, moment in told
        ]


class RosterOpening(RosterData, Filing):
    """名册库设置: a new roster."""

    class Meta:
        verbose_name = verbose_name_plural = "新增名册库"
        triggers = final_once_submitted()


class RosterClosing(Reasoned, Filing):
    """名册库停用: nobody can ask to be in it any more."""

    roster = models.ForeignKey(Roster, verbose_name="名册库", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "名册库停用"
        triggers = final_once_submitted()


class RosterRemoval(Reasoned, Filing):
    """移出名册库."""

    listing = models.ForeignKey(Listing, verbose_name="入库企业", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "移出名册库"
        triggers = final_once_submitted()


# ---- 新用户注册 and 名册库信息管理 ------------------------------------------------------------------------------------


class CompanyRegistration(RegistrationData, Filing):
    """企业基本信息, on which the company is let in (R10)."""

    roster = models.ForeignKey(Roster, verbose_name="所属名册库", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "企业注册"
        triggers = final_once_submitted()


class TownRegistration(RegistrationData, Filing):
    """基本信息 of a 街镇 (R10)."""

    class Meta:
        verbose_name = verbose_name_plural = "街镇注册"
        triggers = final_once_submitted()


class RosterApplication(Filing):
    """所属名册库: a company asks to be in another roster."""

    roster = models.ForeignKey(Roster, verbose_name="名册库", on_delete=models.PROTECT, related_name="+")
    note = models.TextField("申请说明", null=True, blank=True, max_length=1000)

    class Meta:
        verbose_name = verbose_name_plural = "入库申请"
        triggers = final_once_submitted()


class BasicDataChange(OrganisationData, Filing):
    """基本信息 (R15)."""

    class Meta:
        verbose_name = verbose_name_plural = "基本信息变更"
        triggers = final_once_submitted()


class CompanyQualificationAddition(QualificationData, Filing):
    """企业资质 新增 (R16)."""

    class Meta:
        verbose_name = verbose_name_plural = "企业资质新增"
        triggers = final_once_submitted()


class CompanyQualificationChange(QualificationData, Filing):
    """企业资质 变更 (R16)."""

    qualification_held = models.ForeignKey(
        "directory.Qualification", verbose_name="原资质", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "企业资质变更"
        triggers = final_once_submitted()


class Commitment(Filing):
    """企业承诺 (R13)."""

    subject = models.CharField("承诺事项", max_length=100)
    content = models.TextField("承诺内容", max_length=4000)
    signatory = models.CharField("承诺人", max_length=64, help_text="法定代表人或其授权代表")
    made_on = models.DateField("承诺日期")

    class Meta:
        verbose_name = verbose_name_plural = "企业承诺"
        triggers = final_once_submitted()


class OtherMaterial(Filing):
    """其他资料 (R18)."""

    name = models.CharField("资料名称", max_length=100)
    note = models.TextField("资料说明", null=True, blank=True, max_length=1000)

    class Meta:
        verbose_name = verbose_name_plural = "其他资料"
        triggers = final_once_submitted()


class CompanySuspension(SuspensionData, Filing):
    """企业停用 (R14)."""

    class Meta:
        verbose_name = verbose_name_plural = "企业停用"
        triggers = final_once_submitted()


class CompanyReinstatement(ReinstatementData, Filing):
    """企业启用 (R14)."""

    class Meta:
        verbose_name = verbose_name_plural = "企业启用"
        triggers = final_once_submitted()

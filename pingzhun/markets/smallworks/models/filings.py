"""What is filed about projects. Typed fields and constraints, no logic."""

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from pingzhun.base.columns import amount
from pingzhun.base.triggers import FirmTrigger, refuse
from pingzhun.filings.models import Filing, Reasoned, final_once_submitted
from pingzhun.markets.smallworks.models.projects import Enrolment, Organising, ProjectTerms
from pingzhun.ratings.columns import stars

# ---- 承发包阶段 ------------------------------------------------------------------------------------------------------


class MandateData(models.Model):
    """Who works at the tender nodes."""

    organising = models.CharField("组织形式", max_length=16, choices=Organising.choices)
    agent = models.ForeignKey(
        "directory.Organisation",
        verbose_name="代理机构",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="组织形式为委托发包的填写",
    )

    class Meta:
        abstract = True


class ProjectRegistration(MandateData, ProjectTerms, Filing):
    """项目立项 (R19)."""

    name = models.CharField("项目名称", max_length=200)
    tender_opens_at = models.DateTimeField("发包开始时间")
    tender_closes_at = models.DateTimeField("发包结束时间")

    class Meta:
        verbose_name = verbose_name_plural = "项目立项"
        constraints = [
            models.CheckConstraint(
                name="only_an_entrusted_registration_names_an_agent",
                condition=Q(organising=Organising.ENTRUSTED, agent__isnull=False)
                | Q(organising=Organising.SELF, agent=None),
            ),
            models.CheckConstraint(
                name="a_planned_tender_ends_after_it_begins",
                condition=Q(tender_closes_at__gt=F("tender_opens_at")),
            ),
        ]
        triggers = final_once_submitted()


class TenderData(models.Model):
    """What companies must know to enrol."""

    conditions = models.TextField("报名条件", max_length=4000)
    tender_closes_at = models.DateTimeField("发包结束时间", help_text="施工单位在此之前报名")

    class Meta:
        abstract = True


class TenderNotice(TenderData, Filing):
    """发布公告 (R21)."""

    class Meta:
        verbose_name = verbose_name_plural = "发包公告"
        triggers = final_once_submitted()


class TenderCorrection(TenderData, Filing):
    """更正公告 (R22)."""

    explanation = models.TextField("更正说明", max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "更正公告"
        triggers = final_once_submitted()


class ProjectEnrolment(Filing):
    """报名 (R23)."""

    contact_name = models.CharField("报名联系人", max_length=64)
    contact_mobile = models.CharField("联系人手机", max_length=11)
    manager_name = models.CharField("拟派项目负责人", max_length=64)
    manager_certificate = models.CharField("项目负责人证书编号", max_length=64, null=True, blank=True)
    note = models.TextField("报名说明", null=True, blank=True, max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "报名"
        triggers = final_once_submitted()


class Prequalification(Filing):
    """资格审查 (R26): a verdict on each company, then where those that passed are compared."""

    compare_at = models.DateTimeField("比选时间", null=True, blank=True)
    compare_place = models.CharField("比选地点", max_length=200, null=True, blank=True)
    compare_note = models.TextField("比选说明", null=True, blank=True, max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "资格审查"
        triggers = final_once_submitted()


class Verdict(models.TextChoices):
    PASSED = "passed", "通过"
    FAILED = "failed", "不通过"


class PrequalificationVerdict(models.Model):
    filing = models.ForeignKey(Prequalification, on_delete=models.CASCADE, related_name="verdicts")
    enrolment = models.ForeignKey(
        Enrolment, verbose_name="报名单位", on_delete=models.PROTECT, related_name="+"
    )
    verdict = models.CharField("资质审查", max_length=8, choices=Verdict.choices)
    reason = models.CharField("不通过原因", max_length=500, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审查结论"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "enrolment"], name="a_company_is_judged_once"),
            models.CheckConstraint(
                name="a_failing_verdict_has_its_reason",
                condition=Q(verdict=Verdict.FAILED, reason__regex=r"\S")
                | Q(verdict=Verdict.PASSED, reason=None),
            ),
        ]
        triggers = final_once_submitted("filing_id")

    def __str__(self) -> str:
        return f"{self.enrolment}：{self.get_verdict_display()}"


class AwardFiling(Filing):
    """发布中选结果 (R27)."""

    winner = models.ForeignKey(Enrolment, verbose_name="中选单位", on_delete=models.PROTECT, related_name="+")
    price = amount("中选价", validators=[MinValueValidator(1)])
    basis = models.TextField("比选结果", max_length=2000, help_text="比选经过和选定理由，随中选公示公开")

    class Meta:
        verbose_name = verbose_name_plural = "中选结果"
        triggers = final_once_submitted()


class AwardWithdrawal(Reasoned, Filing):
    """放弃中选 by the winner."""

    class Meta:
        verbose_name = verbose_name_plural = "放弃中选"
        triggers = final_once_submitted()


class EmergencyAward(ProjectTerms, Filing):
    """应急工程发包结果公告 (R34)."""

    name = models.CharField("项目名称", max_length=200)
    emergency = models.TextField("应急情况说明", max_length=2000, help_text="随公告公开")
    let_on = models.DateField("发包时间")
    builder = models.ForeignKey(
        "directory.Organisation", verbose_name="施工单位", on_delete=models.PROTECT, related_name="+"
    )
    price = amount("中选价", validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = verbose_name_plural = "应急工程发包结果"
        constraints = [
            models.CheckConstraint(
                name="an_emergency_costs_no_more_than_its_budget", condition=Q(price__lte=F("budget"))
            )
        ]
        triggers = final_once_submitted()


# ---- 施工阶段 and 验收阶段 ---------------------------------------------------------------------------------------------


class ConstructionFiling(Filing):
    """项目施工信息填报, with the contract (R28)."""

    number = models.CharField("合同编号", max_length=64)
    amount = amount("合同金额", validators=[MinValueValidator(1)])
    signed_on = models.DateField("签订日期")
    starts_on = models.DateField("开工日期")
    ends_on = models.DateField("计划竣工日期")
    supervisor = models.ForeignKey(
        "directory.Organisation", verbose_name="监理单位", on_delete=models.PROTECT, related_name="+"
    )
    auditor = models.ForeignKey(
        "directory.Organisation", verbose_name="审计单位", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "项目施工信息"
        constraints = [
            models.CheckConstraint(
                name="construction_does_not_end_before_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            )
        ]
        triggers = final_once_submitted()


class SupervisionReport(Filing):
    """监理单位竣工信息填报: 《监理报告》 (R30)."""

    opinion = models.TextField("监理意见", max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "监理报告"
        triggers = final_once_submitted()


class AuditReport(Filing):
    """审计单位竣工信息填报: 《审计报告》 and what it settles (R31)."""

    settlement = amount("审定结算金额", validators=[MinValueValidator(1)])
    opinion = models.TextField("审计意见", max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "审计报告"
        triggers = final_once_submitted()


class ProjectCompletion(Filing):
    """项目竣工信息填报 (R29). The database takes it only when both reports are in."""

    finished_on = models.DateField("竣工日期")
    accepted_on = models.DateField("验收日期")
    conclusion = models.TextField("验收结论", max_length=2000)
    difference_reason = models.TextField("结算差额说明", null=True, blank=True, max_length=2000)

    class Meta:
        verbose_name = verbose_name_plural = "项目竣工信息"
        constraints = [
            models.CheckConstraint(
                name="work_is_accepted_when_it_is_finished", condition=Q(accepted_on__gte=F("finished_on"))
            )
        ]
        triggers = [
            *final_once_submitted(),
            FirmTrigger(
                name="completion_needs_both_reports",
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=f"""
                    IF NOT EXISTS (
                        SELECT 1 FROM filings_filing f JOIN smallworks_project p ON p.case_ptr_id = f.case_id
                        WHERE f.id = NEW.filing_ptr_id
                        AND p.supervision_report_id IS NOT NULL AND p.audit_report_id IS NOT NULL
                    ) THEN
                        {refuse("completion needs both reports")}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]


class Evaluation(Filing):
    """施工评价与建议 (R32)."""

    quality = stars("工程质量")
    progress = stars("施工进度")
    safety = stars("安全文明施工")
    cooperation = stars("配合与服务")
    comment = models.TextField("评价与建议", max_length=1000)

    class Meta:
        verbose_name = verbose_name_plural = "施工评价与建议"
        triggers = final_once_submitted()


# ---- 辅助功能 ------------------------------------------------------------------------------------------------------


class Termination(Reasoned, Filing):
    """终止公告 (R33)."""

    class Meta:
        verbose_name = verbose_name_plural = "终止公告"
        triggers = final_once_submitted()


class MandateChange(Reasoned, MandateData, Filing):
    """变更代理机构: the 街镇 takes a tender back or entrusts it to another agency."""

    class Meta:
        verbose_name = verbose_name_plural = "变更代理机构"
        constraints = [
            models.CheckConstraint(
                name="only_an_entrusting_change_names_an_agent",
                condition=Q(organising=Organising.ENTRUSTED, agent__isnull=False)
                | Q(organising=Organising.SELF, agent=None),
            )
        ]
        triggers = final_once_submitted()

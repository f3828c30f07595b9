"""What is filed about experts and panels. Typed fields and constraints, no logic."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from pingzhun.experts.models import EmploymentData, ExpertData, TieData
from pingzhun.filings.models import Filing, final_once_submitted

LONGEST = 3650  # days of a suspension


class ExpertTerms(ExpertData):
    specialities = models.ManyToManyField("directory.Category", verbose_name="评审专业", related_name="+")

    class Meta:
        abstract = True


class ExpertApplication(ExpertTerms, Filing):
    """评审专家入库申请, by a person without an organisation."""

    registered_in = models.ForeignKey(
        "directory.Jurisdiction", verbose_name="所属辖区", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "评审专家入库申请"
        triggers = final_once_submitted()


class ExpertChange(ExpertTerms, Filing):
    """专家信息变更."""

    expert = models.ForeignKey(
        "experts.Expert", verbose_name="专家", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "专家信息变更"
        triggers = final_once_submitted()


class AppliedEmployment(EmploymentData):
    filing = models.ForeignKey(ExpertApplication, on_delete=models.CASCADE, related_name="employments")

    class Meta:
        verbose_name = verbose_name_plural = "工作经历"
        ordering = ["pk"]
        triggers = final_once_submitted("filing_id")

    def __str__(self) -> str:
        return self.organisation_name


class AppliedTie(TieData):
    filing = models.ForeignKey(ExpertApplication, on_delete=models.CASCADE, related_name="ties")

    class Meta:
        verbose_name = verbose_name_plural = "利害关系"
        ordering = ["pk"]
        triggers = final_once_submitted("filing_id")

    def __str__(self) -> str:
        return self.organisation_name


class ChangedEmployment(EmploymentData):
    filing = models.ForeignKey(ExpertChange, on_delete=models.CASCADE, related_name="employments")

    class Meta:
        verbose_name = verbose_name_plural = "工作经历"
        ordering = ["pk"]
        triggers = final_once_submitted("filing_id")

    def __str__(self) -> str:
        return self.organisation_name


class ChangedTie(TieData):
    filing = models.ForeignKey(ExpertChange, on_delete=models.CASCADE, related_name="ties")

    class Meta:
        verbose_name = verbose_name_plural = "利害关系"
        ordering = ["pk"]
        triggers = final_once_submitted("filing_id")

    def __str__(self) -> str:
        return self.organisation_name


class AboutExpert(models.Model):
    expert = models.ForeignKey(
        "experts.Expert", verbose_name="专家", on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField("原因", max_length=1000)

    class Meta:
        abstract = True


class ExpertSuspending(AboutExpert, Filing):
    """专家停用."""

    days = models.PositiveIntegerField(
        "停用天数", validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "专家停用"
        triggers = final_once_submitted()


class ExpertReinstating(Filing):
    """专家恢复."""

    suspension = models.ForeignKey(
        "experts.ExpertSuspension", verbose_name="停用记录", on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField("恢复原因", max_length=1000)

    class Meta:
        verbose_name = verbose_name_plural = "专家恢复"
        triggers = final_once_submitted()


class ExpertRemoval(AboutExpert, Filing):
    """专家出库."""

    class Meta:
        verbose_name = verbose_name_plural = "专家出库"
        triggers = final_once_submitted()


class Represented(models.Model):
    representatives = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name="采购人代表", related_name="+", blank=True
    )

    class Meta:
        abstract = True


class PanelDrawing(Represented, Filing):
    """抽取专家."""

    size = models.PositiveSmallIntegerField("评标委员会人数", default=5)
    specialities = models.ManyToManyField("directory.Category", verbose_name="评审专业", related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "抽取专家"
        triggers = final_once_submitted()


class PanelFilling(Represented, Filing):
    """补抽专家."""

    class Meta:
        verbose_name = verbose_name_plural = "补抽专家"
        triggers = final_once_submitted()


class LeavingSeat(models.Model):
    seat = models.ForeignKey(
        "experts.Seat", verbose_name="评审任务", on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField("原因", max_length=500)

    class Meta:
        abstract = True


class SeatDeclining(LeavingSeat, Filing):
    """回避申请, by whoever was drawn."""

    class Meta:
        verbose_name = verbose_name_plural = "回避申请"
        triggers = final_once_submitted()


class SeatAbsence(LeavingSeat, Filing):
    """评委缺席, by the 交易中心."""

    class Meta:
        verbose_name = verbose_name_plural = "评委缺席"
        triggers = final_once_submitted()

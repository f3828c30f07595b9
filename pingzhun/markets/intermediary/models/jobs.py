"""The cases and filings of 中介超市: typed fields and constraints, no logic."""

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from pingzhun.base.columns import amount
from pingzhun.cases.models import Case
from pingzhun.markets.intermediary.course import JobState, course


class Method(models.TextChoices):
    BIDDING = "bidding", "竞价"
    COMPARISON = "comparison", "比选"
    DRAW = "draw", "随机抽取"
    DIRECT = "direct", "直接选取"


class ChangeableTerms(models.Model):
    """What both sides may still agree to change after the selection; a change is a filing that repeats these fields (Y17)."""

    content = models.TextField("服务内容", max_length=4000)
    service_days = models.PositiveIntegerField(
        "服务期限（日）", validators=[MinValueValidator(1), MaxValueValidator(3650)]
    )
    location = models.CharField("服务地点", max_length=200)
    contact_name = models.CharField("联系人", max_length=64)
    contact_phone = models.CharField("联系电话", max_length=32)

    class Meta:
        abstract = True


class JobTerms(ChangeableTerms):
    """What a 项目单位 says of the service it wants."""

    service_type = models.ForeignKey(
        "directory.ServiceType", verbose_name="服务类型", on_delete=models.PROTECT, related_name="+"
    )
    qualification = models.ForeignKey(
        "directory.QualificationType",
        verbose_name="资质要求",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="不要求资质的留空；高等级可报低等级",
    )
    ceiling = amount("控制价", validators=[MinValueValidator(1)])

    class Meta:
        abstract = True


class JobQuerySet(models.QuerySet["Job"]):
    def open_for_enrolment(self, now: datetime) -> "JobQuerySet":
        return self.filter(state=JobState.ENROLLING, enrol_until__gt=now)

    def waiting_for_opening(self) -> "JobQuerySet":
        """报价待开启: the holders have been called and too few have come yet."""
        return self.filter(
            state=JobState.SELECTING,
            sealed_boxes__round=F("round"),
            sealed_boxes__called_at__isnull=False,
            sealed_boxes__opened_at=None,
            sealed_boxes__abandoned_at=None,
        )

    def of_agency(self, organisation_id: int | None) -> "JobQuerySet":
        return self.filter(agency_id=organisation_id, agency__isnull=False)

    def of_entity(self, organisation_id: int | None) -> "JobQuerySet":
        return self.filter(procuring_entity_id=organisation_id)


class Job(JobTerms, Case):
    """One small service job (中介服务项目)."""

    state = models.CharField("项目状态", max_length=16, choices=JobState.choices, default=JobState.ENROLLING)
    method = models.CharField("选取方式", max_length=16, choices=Method.choices)
    round = models.PositiveSmallIntegerField("发布轮次", default=1)
    enrol_until = models.DateTimeField("报名截止时间")
    agency = models.ForeignKey(
        "directory.Organisation",
        verbose_name="中选机构",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="jobs_won",
    )
    price = amount("中选价", null=True, blank=True)
    contract_due_at = models.DateTimeField("合同备案期限", null=True, blank=True)
    service_began_at = models.DateTimeField("服务开始时间", null=True, blank=True)
    results_at = models.DateTimeField("结果上传时间", null=True, blank=True)
    completed_at = models.DateTimeField("完成时间", null=True, blank=True)
    termination_reason = models.TextField("解除原因", null=True, blank=True)
    failure_reason = models.TextField("失败或取消原因", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "中介服务项目"
        ordering = ["-case_ptr"]
        constraints = [
            models.CheckConstraint(
                name="a_job_has_its_agency_from_selection_on",
                condition=Q(
                    state__in=(JobState.SELECTED, JobState.SERVING, JobState.COMPLETED, JobState.RATED),
                    agency__isnull=False,
                    price__isnull=False,
                )
                | Q(
                    state__in=(JobState.ENROLLING, JobState.SELECTING, JobState.FAILED, JobState.CANCELLED),
                    agency=None,
                    price=None,
                ),
            ),
            models.CheckConstraint(
                name="a_failed_job_says_why",
                condition=Q(state__in=(JobState.FAILED, JobState.CANCELLED), failure_reason__isnull=False)
                | ~Q(state__in=(JobState.FAILED, JobState.CANCELLED)),
            ),
            models.CheckConstraint(
                name="a_job_completes_with_results_or_by_termination",
                condition=~Q(state__in=(JobState.COMPLETED, JobState.RATED))
                | Q(completed_at__isnull=False, results_at__isnull=False)
                | Q(completed_at__isnull=False, termination_reason__isnull=False),
            ),
            models.CheckConstraint(
                name="a_job_costs_no_more_than_its_ceiling",
                condition=Q(price=None) | Q(price__lte=F("ceiling")),
            ),
        ]
        triggers = [course.trigger(pk_column="case_ptr_id")]


class Enrolment(models.Model):
    """An agency's place in one round of a job. The quote itself is in `sealing`; `price` is filled when the box is opened."""

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="enrolments")
    round = models.PositiveSmallIntegerField("轮次")
    agency = models.ForeignKey("directory.Organisation", on_delete=models.PROTECT, related_name="enrolments")
    enrolled_at = models.DateTimeField("报名时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    price = amount("报价", null=True, blank=True)
    plan = models.TextField("服务方案", null=True, blank=True)
    invalid_reason = models.CharField("无效原因", max_length=200, null=True, blank=True)
    score = models.DecimalField("得分", max_digits=5, decimal_places=2, null=True, blank=True)
    score_reason = models.TextField("评分理由", null=True, blank=True)
    rank = models.PositiveSmallIntegerField("名次", null=True, blank=True)
    gave_up_at = models.DateTimeField("放弃中选时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报名"
        ordering = ["enrolled_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "round", "agency"],
                condition=Q(withdrawn_at=None),
                name="an_agency_enrols_once_in_a_round",
            ),
            models.CheckConstraint(
                name="a_score_is_between_0_and_100", condition=Q(score=None) | Q(score__gte=0, score__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} 报名 {self.job}"

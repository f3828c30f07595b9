"""The projects of 散小工程 and who enrolled for them: typed fields and constraints, no logic."""

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from pingzhun.base.columns import amount
from pingzhun.base.triggers import FirmReadOnly, FirmTrigger, refuse
from pingzhun.cases.models import Case
from pingzhun.directory.actors import Actor
from pingzhun.markets.smallworks.capacities import TOWN
from pingzhun.markets.smallworks.course import BEFORE_AWARD, LET, TENDERED, ProjectState, course
from pingzhun.markets.smallworks.models.entry import may_enrol_only_in_good_standing

S = ProjectState


class WorkType(models.TextChoices):
    BUILDING = "building", "房屋建筑"
    DECORATION = "decoration", "装饰装修"
    MUNICIPAL = "municipal", "市政道路"
    LANDSCAPE = "landscape", "园林绿化"
    WATER = "water", "水务工程"
    DEMOLITION = "demolition", "拆除工程"
    OTHER = "other", "其他工程"


class Organising(models.TextChoices):
    """组织形式: who works at the tender nodes (R20)."""

    SELF = "self", "自行发包"
    ENTRUSTED = "entrusted", "委托发包"


class ProjectTerms(models.Model):
    """What the 街镇 says of the work."""

    work_type = models.CharField("工程类型", max_length=16, choices=WorkType.choices)
    owner_name = models.CharField("建设单位", max_length=128)
    owner_contact = models.CharField("建设单位联系人", max_length=64)
    owner_phone = models.CharField("建设单位联系电话", max_length=32)
    location = models.CharField("工程地点", max_length=200)
    content = models.TextField("工程内容", max_length=4000)
    budget = amount("工程预算", validators=[MinValueValidator(1)])
    work_days = models.PositiveIntegerField(
        "计划工期（日）", validators=[MinValueValidator(1), MaxValueValidator(3650)]
    )

    class Meta:
        abstract = True


class ProjectQuerySet(models.QuerySet["Project"]):
    def small(self) -> "ProjectQuerySet":
        """小型工程项目."""
        return self.filter(is_emergency=False)

    def emergency(self) -> "ProjectQuerySet":
        """应急工程项目."""
        return self.filter(is_emergency=True)

    def of_town(self, actor: Actor) -> "ProjectQuerySet":
        return self.filter(procuring_entity=actor.organisation_id)

    def tendered_by(self, actor: Actor) -> "ProjectQuerySet":
        """Those whose tender nodes this actor works at: the 街镇 at what it lets itself, the 代理机构 at what is entrusted to it.
        One course, two casts (R20).
        """
        if actor.kind == TOWN.key:
            return self.of_town(actor).filter(organising=Organising.SELF)
        return self.filter(organising=Organising.ENTRUSTED, agent=actor.organisation_id)

    def enrolled_by(self, actor: Actor) -> "ProjectQuerySet":
        """Those for which a company has enrolled, each with its enrolments, the latest first, as `mine`."""
        own = Enrolment.objects.filter(company=actor.organisation_id)
        mine = models.Prefetch("enrolments", own.order_by("-round"), to_attr="mine")
        return self.filter(pk__in=own.values("project_id")).prefetch_related(mine)


def organisation(label: str, related_name: str) -> models.ForeignKey:
    """A party that is known only later."""
    return models.ForeignKey(
        "directory.Organisation",
        verbose_name=label,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name=related_name,
    )


class Project(ProjectTerms, Case):
    """A small construction project (小型工程项目) or an emergency one (应急工程项目); its 项目单位 is the 街镇."""

    state = models.CharField(
        "项目状态", max_length=16, choices=ProjectState.choices, default=ProjectState.REGISTERED
    )
    is_emergency = models.BooleanField("应急工程", default=False)
    organising = models.CharField(
        "组织形式", max_length=16, choices=Organising.choices, default=Organising.SELF
    )
    agent = organisation("代理机构", "projects_entrusted")
    round = models.PositiveSmallIntegerField("发布轮次", default=0)
    tender_opens_at = models.DateTimeField("发包开始时间")
    tender_closes_at = models.DateTimeField("发包结束时间")
    conditions = models.TextField("报名条件", null=True, blank=True)
    compare_at = models.DateTimeField("比选时间", null=True, blank=True)
    compare_place = models.CharField("比选地点", max_length=200, null=True, blank=True)
    compare_note = models.TextField("比选说明", null=True, blank=True)
    builder = organisation("施工单位", "projects_won")
    price = amount("中选价", null=True, blank=True)
    awarded_at = models.DateTimeField("中选时间", null=True, blank=True)
    supervisor = organisation("监理单位", "projects_supervised")
    auditor = organisation("审计单位", "projects_audited")
    construction_began_at = models.DateTimeField("施工开始时间", null=True, blank=True)
    supervision_report = models.ForeignKey(
        "smallworks.SupervisionReport",
        verbose_name="监理报告",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    audit_report = models.ForeignKey(
        "smallworks.AuditReport",
        verbose_name="审计报告",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    settlement = amount("审定结算金额", null=True, blank=True)
    completed_at = models.DateTimeField("竣工时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    failure_reason = models.TextField("失败或终止原因", null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "散小工程项目"
        ordering = ["-case_ptr_id"]
        constraints = [
            models.CheckConstraint(
                name="only_an_entrusted_project_has_an_agent",
                condition=Q(organising=Organising.ENTRUSTED, agent__isnull=False)
                | Q(organising=Organising.SELF, agent=None),
            ),
            models.CheckConstraint(
                name="an_emergency_project_is_never_tendered",
                condition=Q(is_emergency=False)
                | (Q(organising=Organising.SELF, round=0) & ~Q(state__in=TENDERED)),
            ),
            models.CheckConstraint(
                name="a_tender_does_not_end_before_it_begins",
                condition=Q(tender_closes_at__gte=F("tender_opens_at")),
            ),
            models.CheckConstraint(
                name="a_project_has_its_builder_from_the_award_on",
                condition=Q(
                    state__in=LET, builder__isnull=False, price__isnull=False, awarded_at__isnull=False
                )
                | Q(state__in=BEFORE_AWARD, builder=None, price=None, awarded_at=None)
                | Q(state=S.TERMINATED),
            ),
            models.CheckConstraint(
                name="a_project_costs_no_more_than_its_budget",
                condition=Q(price=None) | Q(price__lte=F("budget")),
            ),
            models.CheckConstraint(
                name="a_project_under_construction_has_its_supervisor_and_auditor",
                condition=~Q(state__in=(S.BUILDING, S.COMPLETED, S.RATED))
                | Q(
                    supervisor__isnull=False,
                    auditor__isnull=False,
                    construction_began_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="a_project_completes_with_both_reports_and_its_settlement",
                condition=~Q(state__in=(S.COMPLETED, S.RATED))
                | Q(
                    supervision_report__isnull=False,
                    audit_report__isnull=False,
                    settlement__isnull=False,
                    completed_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="a_failed_project_says_why",
                condition=~Q(state__in=(S.FAILED, S.TERMINATED)) | Q(failure_reason__isnull=False),
            ),
            models.CheckConstraint(
                name="a_project_says_when_it_ended",
                condition=Q(state__in=course.final, ended_at__isnull=False)
                | (~Q(state__in=course.final) & Q(ended_at=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["state"], name="projects_at_a_node"),
            *(
                models.Index(
                    fields=[moment], condition=Q(**{f"{moment}__isnull": False}), name=f"projects_by_{moment}"
                )
                for moment in ("awarded_at", "completed_at", "ended_at")
            ),
        ]
        triggers = [
            course.trigger(pk_column="case_ptr_id"),
            FirmReadOnly(name="what_is_an_emergency_stays_one", fields=["is_emergency"]),
            FirmTrigger(
                name="only_an_emergency_is_let_without_a_tender",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.state = '{S.REGISTERED}' AND NEW.state = '{S.AWARDED}' AND NOT NEW.is_emergency"
                ),
                func=refuse("only an emergency is let without a tender"),
            ),
            FirmTrigger(
                name="the_builder_enrolled_and_passed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.builder_id IS NOT NULL AND NEW.builder_id IS DISTINCT FROM OLD.builder_id AND NOT NEW.is_emergency"
                ),
                func=f"""
                    IF NOT EXISTS (
                        SELECT 1 FROM smallworks_enrolment WHERE project_id = NEW.case_ptr_id AND round = NEW.round
                        AND company_id = NEW.builder_id AND passed AND gave_up_at IS NULL
                    ) THEN
                        {refuse("the builder enrolled and passed the prequalification")}
                    END IF;
                    RETURN NEW;
                """,
            ),
            FirmTrigger(
                name="a_report_is_of_its_project_and_its_party",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.supervision_report_id IS DISTINCT FROM OLD.supervision_report_id"
                    " OR NEW.audit_report_id IS DISTINCT FROM OLD.audit_report_id"
                ),
                func=f"""
                    IF EXISTS (
                        SELECT 1 FROM filings_filing
                        WHERE (id = NEW.supervision_report_id AND organisation_id IS DISTINCT FROM NEW.supervisor_id)
                        OR (id = NEW.audit_report_id AND organisation_id IS DISTINCT FROM NEW.auditor_id)
                        OR (id IN (NEW.supervision_report_id, NEW.audit_report_id)
                            AND (case_id IS DISTINCT FROM NEW.case_ptr_id OR state <> 'approved'))
                    ) THEN
                        {refuse("a report is of its project and its party")}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def current(self) -> "EnrolmentQuerySet":
        """Those of the present round of their project."""
        return self.filter(round=F("project__round"))

    def candidates(self) -> "EnrolmentQuerySet":
        """Those who passed the prequalification and have not given up."""
        return self.current().filter(passed=True, gave_up_at=None)


class Enrolment(models.Model):
    """A company's place in one round of a tender, and what became of it."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="enrolments")
    round = models.PositiveSmallIntegerField("轮次")
    company = models.ForeignKey(
        "directory.Organisation",
        verbose_name="施工单位",
        on_delete=models.PROTECT,
        related_name="project_enrolments",
    )
    filing = models.ForeignKey("smallworks.ProjectEnrolment", on_delete=models.PROTECT, related_name="+")
    enrolled_at = models.DateTimeField("报名时间")
    passed = models.BooleanField("资格审查", null=True, blank=True)
    fail_reason = models.CharField("不通过原因", max_length=500, null=True, blank=True)
    gave_up_at = models.DateTimeField("放弃中选时间", null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报名"
        ordering = ["enrolled_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "round", "company"], name="a_company_enrols_once_in_a_round"
            ),
            models.CheckConstraint(
                name="who_does_not_pass_is_told_why",
                condition=Q(passed=False, fail_reason__regex=r"\S")
                | (~Q(passed=False) & Q(fail_reason=None)),
            ),
            models.CheckConstraint(
                name="only_who_passed_can_give_up", condition=Q(gave_up_at=None) | Q(passed=True)
            ),
        ]
        triggers = [
            *may_enrol_only_in_good_standing(),
            FirmReadOnly(name="an_enrolment_stands", exclude=["passed", "fail_reason", "gave_up_at"]),
            FirmTrigger(
                name="companies_enrol_while_enrolment_is_open",
                operation=pgtrigger.Insert,
                func=f"""
                    PERFORM 1 FROM smallworks_project
                    WHERE case_ptr_id = NEW.project_id AND round = NEW.round AND state = '{S.ENROLLING}'
                    AND tender_closes_at > pingzhun_clock() FOR SHARE;
                    IF NOT FOUND THEN
                        {refuse("companies enrol while enrolment is open")}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.company)

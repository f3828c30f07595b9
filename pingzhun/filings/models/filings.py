"""The head of every filing, what was submitted, and what was decided."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from pingzhun.base.triggers import FirmTrigger, append_only
from pingzhun.directory.capacities import kinds
from pingzhun.filings.course import EDITABLE, OPEN, FilingState, course
from pingzhun.ledger.canonical import canonical

EDITABLE_STATES = ", ".join(f"'{state}'" for state in EDITABLE)


class Filing(models.Model):
    """One act of one organisation at one desk. Each desk joins its own typed table one to one: `class ContractFiling(Filing)`.

    The typed row comes into being when the filing is first submitted, whole and checked; until then, and while it is being
    corrected, what was typed stands in `draft` exactly as typed (ADR 0006). What was submitted stands in `Submission`.
    """

    desk = models.CharField("业务", max_length=64)
    market = models.CharField(max_length=32)
    label = models.CharField("事项", max_length=200, blank=True)
    case = models.ForeignKey(
        "cases.Case",
        verbose_name="项目",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="filings",
    )
    organisation = models.ForeignKey(
        "directory.Organisation",
        verbose_name="申报单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="filings",
        help_text="入驻申请通过之前尚无单位",
    )
    jurisdiction = models.ForeignKey(
        "directory.Jurisdiction",
        verbose_name="所属辖区",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="filings",
    )
    state = models.CharField("状态", max_length=16, choices=FilingState.choices, default=FilingState.EDITING)
    version = models.PositiveIntegerField("版本", default=0)
    step = models.PositiveSmallIntegerField("审核级次", default=0)
    awaiting_kind = models.CharField("待审角色", max_length=64, null=True, blank=True)
    awaiting_organisation = models.ForeignKey(
        "directory.Organisation",
        verbose_name="待审单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="filings_to_decide",
        help_text="空：由辖区内的该角色审核",
    )
    draft = models.JSONField("草稿", null=True, blank=True)
    folder = models.OneToOneField(
        "documents.Folder", verbose_name="电子件", on_delete=models.PROTECT, related_name="filing"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("创建时间", db_default=Now())
    saved_at = models.DateTimeField("保存时间", null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="提交人"
    )
    submitted_at = models.DateTimeField("提交时间", null=True)
    decided_at = models.DateTimeField("审结时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "申报"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_submitted_filing_awaits_somebody",
                condition=Q(state=FilingState.SUBMITTED, awaiting_kind__isnull=False)
                | (~Q(state=FilingState.SUBMITTED) & Q(awaiting_kind=None, awaiting_organisation=None)),
            ),
            models.CheckConstraint(
                name="a_filing_beyond_editing_was_submitted",
                condition=Q(state__in=(FilingState.EDITING, FilingState.DISCARDED, FilingState.LAPSED))
                | Q(version__gt=0, submitted_at__isnull=False, submitted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_decided_filing_has_its_time",
                condition=~Q(state__in=(FilingState.APPROVED, FilingState.REJECTED))
                | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="only_an_editable_filing_has_a_draft",
                condition=Q(state__in=EDITABLE) | Q(draft=None),
            ),
            models.UniqueConstraint(
                fields=["desk", "case", "organisation"],
                condition=Q(state__in=OPEN),
                name="one_open_filing_per_desk_and_case",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "desk", "-id"], name="filings_of_a_desk"),
            models.Index(
                fields=["awaiting_kind", "desk", "id"],
                condition=Q(state=FilingState.SUBMITTED),
                name="filings_awaiting_review",
            ),
        ]
        triggers = [course.trigger()]

    def __str__(self) -> str:
        return self.label or f"申报 {self.pk}"

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def tone(self) -> str:
        """How a badge shows the state."""
        return {FilingState.SUBMITTED: "info", FilingState.APPROVED: "good", FilingState.REJECTED: "bad"}.get(
            FilingState(self.state), "neutral"
        )

    @property
    def awaiting_title(self) -> str | None:
        """For whom it waits, by the name of the capacity."""
        return kinds.get(self.awaiting_kind).title if self.awaiting_kind else None

    def attach_to(self, case: models.Model) -> None:
        """Say which case this filing brought into being."""
        Filing.objects.filter(pk=self.pk, case=None).update(case=case.pk)
        self.case_id = case.pk

    def belong_to(self, organisation: models.Model) -> None:
        """Say which organisation this registration brought into being."""
        Filing.objects.filter(pk=self.pk, organisation=None).update(organisation=organisation.pk)
        self.organisation_id = organisation.pk

    @property
    def about(self) -> Any:
        """The case it is about, as the row of the market's own table. Raises AttributeError where there is none."""
        return self.case.specific  # type: ignore[union-attr]

    def await_nobody(self) -> None:
        self.awaiting_kind = None
        self.awaiting_organisation = None


class Reasoned(models.Model):
    """For a filing that says why: `class Termination(Reasoned, Filing)`."""

    reason = models.TextField("原因", max_length=1000)

    class Meta:
        abstract = True


def final_once_submitted(head: str = "filing_ptr_id") -> list[pgtrigger.Trigger]:
    """The triggers of every typed filing and of its rows (`Meta.triggers`): they change only while the head, to which the column
    `head` points, is 编辑中 or 审核不通过.
    """
    return [
        FirmTrigger(
            name="final_once_submitted",
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            func=f"""
                IF NOT EXISTS (
                    SELECT 1 FROM filings_filing
                    WHERE id = COALESCE(NEW.{head}, OLD.{head}) AND state IN ({EDITABLE_STATES})
                ) THEN
                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';
                END IF;
                RETURN COALESCE(NEW, OLD);
            """,
        )
    ]


class Reminder(models.Model):
    """Somebody for whom a filing waits was reminded of it (催办, 通知)."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="reminders")
    organisation = models.ForeignKey(
        "directory.Organisation", verbose_name="被提醒单位", on_delete=models.PROTECT, related_name="+"
    )
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("提醒时间")
    next_at = models.DateTimeField("可再次提醒的时间")

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_reminder_lasts_a_day",
                condition=Q(next_at__gte=F("sent_at") + timedelta(hours=24)),
            ),
            ExclusionConstraint(
                name="nobody_is_reminded_again_within_a_day",
                expressions=[
                    ("filing", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    (models.Func("sent_at", "next_at", function="TSTZRANGE"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = append_only("reminders")

    def __str__(self) -> str:
        return f"{self.filing}：提醒 {self.organisation}"


class Submission(models.Model):
    """What was submitted, as the reviewers see it and as the ledger has its hash; kept for every version.

    content: {"fields": [{"name", "label", "text", "before"?}], "rows": [{"label", "columns", "rows"}], "attachments": […],
    "head": {"label", "case", "organisation", "person"}}.
    """

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="submissions")
    version = models.PositiveIntegerField("版本")
    content = models.JSONField("内容")
    sha256 = models.CharField("SHA-256", max_length=64)
    deed = models.OneToOneField(
        "filings.Deed",
        verbose_name="在线文书",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="submission",
    )
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = verbose_name_plural = "提交版本"
        ordering = ["filing", "version"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "version"], name="a_version_is_submitted_once")
        ]
        triggers = [
            *append_only("submissions"),
            FirmTrigger(
                name="a_deed_is_submitted_under_its_filers_seal",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.deed_id IS NOT NULL"),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM filings_deed d JOIN filings_sealplace p ON p.deed_id = d.id
                        WHERE d.id = NEW.deed_id AND d.filing_id = NEW.filing_id
                        AND p.place = 1 AND p.sealed_at IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'a deed is submitted under the seal of its filer'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing} 第{self.version}版"

    def hash_of_content(self) -> str:
        return sha256(canonical(self.content).encode()).hexdigest()

    @property
    def entry(self) -> dict[str, Any]:
        """What the ledger is told of it (`log.append`); `record` covers the columns that name people."""
        record = [
            self.filing_id,
            self.version,
            self.sha256,
            self.deed_id,
            self.submitted_by_id,
            self.submitted_at,
        ]
        return {
            "kind": "filing.version",
            "subject": f"filing/{self.filing_id}",
            "data": {
                "desk": self.filing.desk,
                "version": self.version,
                "sha256": self.sha256,
                "record": sha256(canonical(record).encode()).hexdigest(),
            },
            "now": self.submitted_at,
        }

    @property
    def plain(self) -> list[dict[str, str]]:
        """The fields without a value before."""
        return [field for field in self.content["fields"] if "before" not in field]

    @property
    def compared(self) -> list[dict[str, object]]:
        """The fields with a value before, each saying whether it differs (Y17)."""
        fields = [field for field in self.content["fields"] if "before" in field]
        return [field | {"differs": field["before"] != field["text"]} for field in fields]


class Decision(models.TextChoices):
    APPROVE = "approve", "审核通过"
    REJECT = "reject", "审核不通过"


class Review(models.Model):
    """One decision on one version at one step. Nobody decides on what they submitted: the form, the lifecycle and the trigger
    all refuse it.
    """

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="reviews")
    version = models.PositiveIntegerField("版本")
    step = models.PositiveSmallIntegerField("审核级次")
    decision = models.CharField("审核结论", max_length=16, choices=Decision.choices)
    opinion = models.TextField("审核意见", null=True, blank=True)
    kind = models.CharField("审核角色", max_length=64)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, related_name="reviews"
    )
    decided_at = models.DateTimeField("审核时间")

    class Meta:
        verbose_name = verbose_name_plural = "审核"
        ordering = ["filing", "version", "step"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "version", "step"], name="a_step_is_decided_once"),
            models.CheckConstraint(
                name="a_rejection_has_its_reason",
                condition=~Q(decision=Decision.REJECT) | Q(opinion__isnull=False, opinion__regex=r"\S"),
            ),
        ]
        triggers = [
            *append_only("reviews"),
            FirmTrigger(
                name="nobody_decides_on_their_own_filing",
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM filings_submission
                        WHERE filing_id = NEW.filing_id AND submitted_by_id = NEW.reviewer_id
                    ) THEN
                        RAISE EXCEPTION 'nobody decides on what they filed' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            FirmTrigger(
                name="a_party_approves_only_what_it_has_sealed",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.decision = 'approve'"),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM filings_submission s JOIN filings_sealplace p ON p.deed_id = s.deed_id
                        WHERE s.filing_id = NEW.filing_id AND s.version = NEW.version
                        AND p.organisation_id = NEW.organisation_id AND p.sealed_at IS NULL
                    ) THEN
                        RAISE EXCEPTION 'a party approves only what it has sealed'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing} 第{self.version}版：{self.get_decision_display()}"

    @property
    def entry(self) -> dict[str, Any]:
        """What the ledger is told of it (`log.append`); `record` covers the reviewer and the opinion without telling them."""
        record = [
            self.filing_id,
            self.version,
            self.step,
            self.decision,
            self.opinion,
            self.kind,
            self.reviewer_id,
            self.organisation_id,
            self.decided_at,
        ]
        return {
            "kind": "filing.decided",
            "subject": f"filing/{self.filing_id}",
            "data": {
                "version": self.version,
                "step": self.step,
                "decision": self.decision,
                "capacity": self.kind,
                "organisation": self.organisation.credit_code,
                "record": sha256(canonical(record).encode()).hexdigest(),
            },
            "now": self.decided_at,
        }

"""比选评审 by the 项目单位, and 放弃中选 by the agency that was selected (Y26)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Filing
from pingzhun.markets.intermediary import selection
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.market import AGENCY, ENTITY
from pingzhun.markets.intermediary.models import (
    Comparison,
    ComparisonScore,
    Declining,
    Enrolment,
    Job,
    Method,
)
from pingzhun.markets.intermediary.parties import BY_ENTITY
from pingzhun.sealing import files


def valid_enrolments(job: Job) -> QuerySet[Enrolment]:
    return (
        job.enrolments.filter(round=job.round, withdrawn_at=None, invalid_reason=None)
        .select_related("agency")
        .order_by("enrolled_at", "pk")
    )


class ScoreForm(forms.ModelForm):
    class Meta:
        model = ComparisonScore
        fields = ["enrolment", "score", "reason"]

    def has_changed(self) -> bool:
        return True


class ComparisonForm(FilingForm):
    """A row for each valid enrolment, no more and no fewer."""

    rows = {"scores": ScoreForm}
    row_titles = {"scores": "逐家评分（0–100 分，须写明理由）"}
    fixed_rows = True

    class Meta:
        model = Comparison
        fields = ["summary"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}

    def first_rows(self, name: str) -> list[dict[str, Any]]:
        return [{"enrolment": each.pk} for each in valid_enrolments(self.case)]

    def set_up_row(self, name: str, row: forms.ModelForm) -> None:
        row.fields["enrolment"].queryset = valid_enrolments(self.case)
        row.fields["enrolment"].empty_label = None
        row.fields["enrolment"].label_from_instance = lambda each: (
            f"{each.agency.name}（报价 {each.price} 元）"
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        rows = self.row_sets["scores"]
        if rows.is_valid():
            scored = sorted(row.cleaned_data["enrolment"].pk for row in rows)
            if scored != sorted(valid_enrolments(self.case).values_list("pk", flat=True)):
                raise forms.ValidationError("请给每一家有效报名机构各评一次分。")
        return data


class ComparisonDesk(Desk):
    """比选项目报名截止后，逐家评分并写明理由，得分最高的中选，结果自动公告。"""

    title = "比选评审"
    menu = "项目管理/比选评审"
    order = 13
    filing, form = Comparison, ComparisonForm
    filed_by = ENTITY
    slots = (Slot("record", "评审记录"),)
    verb = "比选评审"
    submit_label = "确定评审结果"
    withdrawable = False
    confirm = "提交后按得分确定中选机构并公告，不能更改。"
    template = "intermediary/comparison.html"

    def cases(self, actor: Actor) -> QuerySet[Job]:
        jobs = Job.objects.of_entity(actor.organisation_id)
        waiting = Job.objects.waiting_for_opening().values("pk")
        return jobs.filter(state=JobState.SELECTING, method=Method.COMPARISON).exclude(pk__in=waiting)

    def page_context(self, filing: Filing, *, actor: Actor, now: datetime) -> dict[str, Any]:
        job = filing.about
        plan_files = files.files_of(case=job, round=job.round, actor=actor)
        return {"offers": [(each, plan_files.get(each.agency_id, [])) for each in valid_enrolments(job)]}

    def take_effect(self, filing: Comparison, *, actor: Actor, now: datetime) -> None:
        scores: dict[int, tuple[Decimal, str]] = {
            each.enrolment_id: (each.score, each.reason) for each in filing.scores.all()
        }
        selection.compare(filing.about, scores, actor=actor, now=now)


class DecliningForm(FilingForm):
    class Meta:
        model = Declining
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
        labels = {"reason": "放弃原因"}


class DecliningDesk(Desk):
    """中选后不能承接的，可以申请放弃中选；项目单位确认后由次序在后的机构递补，并重新公告。"""

    title = "放弃中选"
    review_menu = "审核/放弃中选确认"
    order = 14
    filing, form = Declining, DecliningForm
    filed_by = AGENCY
    reviewed_by = (BY_ENTITY,)
    verb = "放弃中选"
    confirm = "项目单位确认后，您单位失去中选资格。"

    def cases(self, actor: Actor) -> QuerySet[Job]:
        return Job.objects.of_agency(actor.organisation_id).filter(state=JobState.SELECTED)

    def take_effect(self, filing: Declining, *, actor: Actor, now: datetime) -> None:
        selection.give_up(filing.about, actor=actor, now=now)

"""资格审查 after the opening, by the 采购人 or its agent (87号令 第四十四条); the committee examines everything else.

It is a desk and no page of the committee's room: the article gives it to the 采购人 and the agent, who are not its members.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property

from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.tendering import committee, course, evaluating, messages, telling
from pingzhun.markets.tendering.capacities import AGENT, ENTITY
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.desks.lots import LotDesk
from pingzhun.markets.tendering.evaluating import Stage
from pingzhun.markets.tendering.menu import EVALUATION
from pingzhun.markets.tendering.models import (
    Criterion,
    Lot,
    LotEvaluation,
    Part,
    QualificationExamination,
    QualificationVerdict,
)
from pingzhun.markets.tendering.reckoning import Reckoning, opened_bids


class VerdictForm(forms.ModelForm):
    row_title = ""
    passed = forms.TypedChoiceField(
        label="结论",
        choices=(("True", "合格"), ("False", "不合格")),
        coerce=lambda value: value == "True",
        empty_value=None,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = QualificationVerdict
        fields = ["bid", "criterion", "passed", "reason"]
        widgets = {"bid": forms.HiddenInput, "criterion": forms.HiddenInput}

    def has_changed(self) -> bool:
        return True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("passed") is False and not data.get("reason"):
            self.add_error("reason", "不合格的，请写明原因。")
        elif data.get("passed"):
            data["reason"] = None
        return data


class QualificationExaminationForm(FilingForm):
    """A row for each bidder and criterion, no more and no fewer."""

    rows = {"verdicts": VerdictForm}
    row_titles = {"verdicts": "逐家审查（不合格的写明原因）"}
    fixed_rows = True

    class Meta:
        model = QualificationExamination
        fields = ["note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    @cached_property
    def asked(self) -> dict[tuple[str, str], str]:
        """What the rows are about, by the keys that they send."""
        bids = opened_bids(LotEvaluation(lot=self.case, round=self.case.round))
        criteria = list(self.case.document.criteria.filter(part=Part.QUALIFICATION))
        return {
            (str(bid.pk), str(each.pk)): f"{bid.organisation} · {each}" for bid in bids for each in criteria
        }

    def first_rows(self, name: str) -> list[dict[str, Any]]:
        return [{"bid": bid, "criterion": criterion} for bid, criterion in self.asked]

    def set_up_row(self, name: str, row: Any) -> None:
        row.fields["bid"].queryset = opened_bids(LotEvaluation(lot=self.case, round=self.case.round))
        row.fields["criterion"].queryset = Criterion.objects.filter(
            filing=self.case.document, part=Part.QUALIFICATION
        )
        row.row_title = self.asked.get((str(row["bid"].value()), str(row["criterion"].value())), "")

    def is_valid(self) -> bool:
        return super().is_valid() and self._is_whole()

    def _is_whole(self) -> bool:
        said = [row.cleaned_data for row in self.row_sets["verdicts"]]
        if sorted((str(row["bid"].pk), str(row["criterion"].pk)) for row in said) != sorted(self.asked):
            self.add_error(None, "请对每一家投标人的每一个审查项各作一次结论。")
        return not self.errors


class QualificationExaminationDesk(LotDesk):
    """开标后对投标人的资格逐家审查，不合格的写明原因；合格的投标人不足法定家数的，不得评标。"""

    title = "资格审查"
    menu = f"{EVALUATION}/资格审查"
    order = 50
    filing, form = QualificationExamination, QualificationExaminationForm
    filed_by = (AGENT, ENTITY)
    slots = (Slot("record", "资格审查记录"),)
    verb = "资格审查"
    submit_label = "提交信息"
    withdrawable = False
    confirm = "提交后审查结论交评标委员会，不能更改。"
    submitted_message = "资格审查已完成。"
    columns = (
        ("采购人", "procuring_entity.name"),
        ("开标时间", "opened_at"),
        ("状态", "get_state_display"),
    )

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        mine = Q(tender__agent=actor.organisation_id) | Q(procuring_entity=actor.organisation_id)
        examined = LotEvaluation.objects.filter(
            lot=OuterRef("pk"), number=OuterRef("evaluation"), qualification__isnull=False
        )
        return Lot.objects.filter(mine, ~Exists(examined), state=LotState.EVALUATING)

    def take_effect(self, filing: QualificationExamination, *, actor: Actor, now: datetime) -> None:
        examine(filing, actor=actor, now=now)


@transaction.atomic
def examine(filing: QualificationExamination, *, actor: Actor, now: datetime) -> None:
    """The committee may begin; with too few qualified bidders it may not, and the lot fails (第四十四条). Raises Refused."""
    lot: Lot = filing.about
    evaluation = committee.locked(committee.opened_for(lot, actor=actor, now=now), Stage.GATHERING)
    evaluation.qualification = filing
    evaluation.save(update_fields=["qualification"])
    reason = Reckoning(evaluation).too_few_qualified
    if reason is not None:
        evaluating.stop(evaluation, actor=actor, now=now, failure=reason)
        course.fail(lot, actor=actor, now=now, reason=reason, note=reason)
        telling.tell_parties(lot, messages.NOT_EVALUATED, reason=reason, now=now)

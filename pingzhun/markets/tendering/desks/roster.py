"""评审专家库: people apply, change what they said and are suspended; the 监督部门 keeps the roster."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Model, Prefetch, QuerySet

from pingzhun.base.fields import CreditCodeField, MobileField, ResidentIdField
from pingzhun.base.localtime import local_date
from pingzhun.cases.models import Case
from pingzhun.directory.actors import Actor
from pingzhun.directory.forms import PlaceField
from pingzhun.directory.models import Category, Jurisdiction
from pingzhun.directory.queries import places_with
from pingzhun.directory.services import values_of
from pingzhun.documents.slots import Slot
from pingzhun.experts import roster
from pingzhun.experts.models import Expert, ExpertData, ExpertSuspension, masked
from pingzhun.filings.desks import Desk, Opening, Overview, desk_of
from pingzhun.filings.forms import FilingForm, kept
from pingzhun.markets.tendering.capacities import CENTRE, SUPERVISOR
from pingzhun.markets.tendering.menu import CENTRE_ROOT, EVALUATING, OVERSIGHT, ROSTER
from pingzhun.markets.tendering.models import (
    AppliedEmployment,
    AppliedTie,
    ChangedEmployment,
    ChangedTie,
    ExpertApplication,
    ExpertChange,
    ExpertReinstating,
    ExpertRemoval,
    ExpertSuspending,
)
from pingzhun.markets.tendering.parties import BY_SUPERVISOR
from pingzhun.standing.held import SCAN
from pingzhun.ui.components import Badge

PERSON = ["name", "resident_id", "mobile", "professional_title"]
FIELD_CLASSES = {"resident_id": ResidentIdField, "mobile": MobileField}
MANY = forms.SelectMultiple(attrs={"data-search": ""})


class EmploymentForm(forms.ModelForm):
    class Meta:
        model = AppliedEmployment
        fields = ["organisation_name", "credit_code", "since", "until"]
        field_classes = {"credit_code": CreditCodeField}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "不能早于开始日期；至今仍在的请留空。")
        return data


class TieForm(forms.ModelForm):
    class Meta:
        model = AppliedTie
        fields = ["organisation_name", "credit_code", "relation", "until"]
        field_classes = {"credit_code": CreditCodeField}


class ChangedEmploymentForm(EmploymentForm):
    class Meta(EmploymentForm.Meta):
        model = ChangedEmployment


class ChangedTieForm(TieForm):
    class Meta(TieForm.Meta):
        model = ChangedTie


class ExpertForm(FilingForm):
    """What a person says of themselves; their 居民身份证号码 is masked in what is submitted."""

    row_titles = {"employments": "工作经历", "ties": "利害关系"}
    least_rows = {"employments": 1}

    def set_up(self) -> None:
        self.fields["specialities"].queryset = Category.objects.filter(is_active=True)
        self.fields["specialities"].help_text = "可多选，按采购目录填写您能够评审的品目。"

    def described(self, before: Model | None = None) -> dict[str, Any]:
        content = super().described(before)
        number = next(each for each in content["fields"] if each["name"] == "resident_id")
        number |= {key: masked(number[key]) for key in ("text", "before") if key in number}
        return content


class ExpertApplicationForm(ExpertForm):
    rows = {"employments": EmploymentForm, "ties": TieForm}
    fieldsets = [("个人信息", PERSON), ("评审专业", ["registered_in", "specialities"])]

    class Meta:
        model = ExpertApplication
        fields = [*PERSON, "registered_in", "specialities"]
        field_classes = FIELD_CLASSES | {"registered_in": PlaceField}
        widgets = {"specialities": MANY, "registered_in": forms.Select(attrs={"data-search": ""})}

    def set_up(self) -> None:
        super().set_up()
        self.fields["registered_in"].queryset = places_with(SUPERVISOR.key)
        self.fields["registered_in"].help_text = "由该辖区的监督部门审核；只列出已开通的辖区。"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["jurisdiction"] = data.get("registered_in")
        number = data.get("resident_id")
        if number and (taken := roster.in_the_way(user=self.actor.user, resident_id=number)):
            self.add_error("resident_id", taken)
        return data


class ExpertApplicationDesk(Desk):
    """填写个人信息、评审专业和工作经历；监督部门审核通过后进入评审专家库，参加随机抽取。"""

    title = "评审专家入库申请"
    review_menu = f"{OVERSIGHT}/{ROSTER}/专家入库审核"
    order = 93
    filing, form = ExpertApplication, ExpertApplicationForm
    filed_by, personal = None, True
    reviewed_by = (BY_SUPERVISOR,)
    one_at_a_time = True
    slots = (
        Slot("identity", "居民身份证", required=True, types=SCAN, hint="正反两面"),
        Slot("title", "职称或者专业水平证明", required=True, types=SCAN),
        Slot("commitment", "评审承诺书", types=SCAN, hint="本人签字，承诺廉洁自律、依法回避"),
    )
    verb = "申请"
    submit_label = "提交信息"
    submitted_message = "已提交，等待监督部门审核。审核结果会以短信告知。"

    def available(self, *, actor: Actor, now: datetime) -> bool:
        return not hasattr(actor.user, "expert")

    def initial(self, *, actor: Actor, case: None, now: datetime) -> dict[str, Any]:
        return {"name": actor.user.name, "mobile": actor.user.mobile}

    def label(self, form: FilingForm) -> str:
        return f"评审专家：{form.cleaned_data['name']}"

    def take_effect(self, filing: ExpertApplication, *, actor: Actor, now: datetime) -> None:
        roster.join(
            user=filing.submitted_by,
            data=values_of(filing, ExpertData),
            jurisdiction=filing.registered_in,
            specialities=filing.specialities.all(),
            employments=filing.employments.all(),
            ties=filing.ties.all(),
            now=now,
        )


def brief(rows: Iterable[Any]) -> str:
    """The rows of a list in one line, to be set beside those before."""
    return "；".join(f"{row}（至{row.until or '今'}）" for row in rows) or "—"


class ExpertChangeForm(ExpertForm):
    rows = {"employments": ChangedEmploymentForm, "ties": ChangedTieForm}

    class Meta:
        model = ExpertChange
        fields = ["expert", *PERSON, "specialities"]
        field_classes = FIELD_CLASSES
        widgets = {"specialities": MANY, "expert": forms.HiddenInput}
        error_messages = {"expert": {"invalid_choice": "只能变更本人的信息。"}}

    def set_up(self) -> None:
        super().set_up()
        self.fields["expert"].queryset = Expert.objects.filter(user=self.actor.user_id, left_at=None)

    def first_rows(self, name: str) -> list[dict[str, Any]]:
        expert = self.fields["expert"].queryset.first()
        if expert is None:
            return []
        return [forms.model_to_dict(row, self.rows[name]._meta.fields) for row in getattr(expert, name).all()]

    def clean_resident_id(self) -> str:
        number: str = self.cleaned_data["resident_id"]
        if Expert.objects.filter(resident_id=number, left_at=None).exclude(user=self.actor.user_id).exists():
            raise forms.ValidationError("该居民身份证号码已在评审专家库中，请核对。")
        return number

    def described(self, before: Model | None = None) -> dict[str, Any]:
        """With the lists as they were, beside those before."""
        content = super().described(before)
        content["fields"] = [each for each in content["fields"] if each["name"] != "expert"]
        for name in self.rows:
            content["fields"].append(
                {
                    "name": name,
                    "label": self.row_titles[name],
                    "text": brief(row.instance for row in kept(self.row_sets[name])),
                    "before": brief(getattr(before, name).all()),
                }
            )
        return content


class ExpertChangeDesk(Desk):
    """变更本人信息、评审专业、工作经历和利害关系；监督部门审核通过后生效。"""

    title = "专家信息变更"
    review_menu = f"{OVERSIGHT}/{ROSTER}/专家变更审核"
    order = 94
    filing, form = ExpertChange, ExpertChangeForm
    filed_by, personal = None, True
    reviewed_by = (BY_SUPERVISOR,)
    one_at_a_time = True
    slots = (Slot("papers", "证明材料", types=SCAN, hint="与变更内容有关的证件、证明"),)
    verb = "变更"
    submit_label = "提交信息"

    def available(self, *, actor: Actor, now: datetime) -> bool:
        expert = getattr(actor.user, "expert", None)
        return expert is not None and expert.left_at is None

    def initial(self, *, actor: Actor, case: None, now: datetime) -> dict[str, Any]:
        expert = actor.user.expert
        return values_of(expert, ExpertData) | {"specialities": list(expert.specialities.all())}

    def before(self, *, actor: Actor, case: None, form: FilingForm) -> Model:
        expert: Model = form.cleaned_data["expert"]
        return expert

    def jurisdiction(self, *, actor: Actor, case: Case | None) -> Jurisdiction:
        return actor.user.expert.jurisdiction

    def label(self, form: FilingForm) -> str:
        return f"评审专家：{form.cleaned_data['expert']}"

    def take_effect(self, filing: ExpertChange, *, actor: Actor, now: datetime) -> None:
        roster.change(
            expert=filing.expert,
            data=values_of(filing, ExpertData),
            specialities=filing.specialities.all(),
            employments=filing.employments.all(),
            ties=filing.ties.all(),
            now=now,
        )


# ---- the 监督部门 -------------------------------------------------------------------------------------------------------


def experts_within(actor: Actor) -> QuerySet[Expert]:
    """Those of the roster in the actor's jurisdiction."""
    return Expert.objects.filter(left_at=None, jurisdiction__path__startswith=actor.jurisdiction.path)


class AboutExpertForm(FilingForm):
    def set_up(self) -> None:
        self.fields["expert"].queryset = experts_within(self.actor)


class ExpertSuspendingForm(AboutExpertForm):
    class Meta:
        model = ExpertSuspending
        fields = ["expert", "days", "reason"]
        widgets = {
            "expert": forms.Select(attrs={"data-search": ""}),
            "reason": forms.Textarea(attrs={"rows": 4}),
        }
        labels = {"reason": "停用原因"}
        help_texts = {"days": "到期自动恢复。"}
        error_messages = {"expert": {"invalid_choice": "该专家不在您的辖区内，或者已经出库。"}}

    def clean_expert(self) -> Expert:
        expert: Expert = self.cleaned_data["expert"]
        if suspension := expert.suspensions.in_force(self.now).first():
            raise forms.ValidationError(f"该专家已被停用，至 {suspension.last_day} 止，不能重复停用。")
        return expert


class ExpertSuspendingDesk(Desk):
    """停用立即生效：停用期间不参加抽取，到期自动恢复。"""

    title = "专家停用"
    menu = f"{OVERSIGHT}/{ROSTER}/专家停用"
    order = 96
    filing, form = ExpertSuspending, ExpertSuspendingForm
    filed_by = SUPERVISOR
    verb = "停用"
    submit_label = "停用"
    submitted_message = "已停用，并已告知该专家。"

    def label(self, form: FilingForm) -> str:
        return f"停用：{form.cleaned_data['expert']}"

    def take_effect(self, filing: ExpertSuspending, *, actor: Actor, now: datetime) -> None:
        roster.suspend(
            expert=filing.expert,
            days=filing.days,
            reason=filing.reason,
            imposed_by=filing.organisation,
            now=now,
        )


class ExpertReinstatingForm(FilingForm):
    class Meta:
        model = ExpertReinstating
        fields = ["suspension", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"suspension": {"invalid_choice": "该停用不在您的辖区内，或者已经结束。"}}

    def set_up(self) -> None:
        in_force = ExpertSuspension.objects.in_force(self.now).select_related("expert")
        self.fields["suspension"].queryset = in_force.filter(expert__in=experts_within(self.actor))


class ExpertReinstatingDesk(Desk):
    """提前恢复停用中的专家，立即生效。"""

    title = "专家恢复"
    menu = f"{OVERSIGHT}/{ROSTER}/专家恢复"
    order = 97
    filing, form = ExpertReinstating, ExpertReinstatingForm
    filed_by = SUPERVISOR
    verb = "恢复"
    submit_label = "恢复"
    submitted_message = "已恢复，并已告知该专家。"

    def label(self, form: FilingForm) -> str:
        return f"恢复：{form.cleaned_data['suspension'].expert}"

    def take_effect(self, filing: ExpertReinstating, *, actor: Actor, now: datetime) -> None:
        roster.lift(suspension=filing.suspension, reason=filing.reason, now=now)


class ExpertRemovalForm(AboutExpertForm):
    class Meta:
        model = ExpertRemoval
        fields = ["expert", "reason"]
        widgets = {
            "expert": forms.Select(attrs={"data-search": ""}),
            "reason": forms.Textarea(attrs={"rows": 4}),
        }
        labels = {"reason": "出库原因"}
        error_messages = {"expert": {"invalid_choice": "该专家不在您的辖区内，或者已经出库。"}}


class ExpertRemovalDesk(Desk):
    """专家本人申请退出，或者不再符合条件的，从专家库中移出，不再参加抽取。"""

    title = "专家出库"
    menu = f"{OVERSIGHT}/{ROSTER}/专家出库"
    order = 98
    filing, form = ExpertRemoval, ExpertRemovalForm
    filed_by = SUPERVISOR
    verb = "出库"
    submit_label = "出库"
    confirm = "出库后不再参加抽取，不能恢复，本人可以另行申请入库。"
    submitted_message = "已出库。"

    def label(self, form: FilingForm) -> str:
        return f"出库：{form.cleaned_data['expert']}"

    def take_effect(self, filing: ExpertRemoval, *, actor: Actor, now: datetime) -> None:
        roster.leave(expert=filing.expert, now=now)


# ---- lists --------------------------------------------------------------------------------------------------------------


def state_of(expert: Any) -> Badge:
    """Of an expert fetched by `listed`."""
    if expert.left_at:
        return Badge(f"{local_date(expert.left_at)} 出库", "neutral")
    if expert.in_force:
        return Badge(f"停用中，至 {expert.in_force[0].last_day}", "bad")
    return Badge("正常", "good")


def specialities_of(expert: Expert) -> str:
    return "、".join(each.name for each in expert.specialities.all())


def listed(found: QuerySet[Expert], *, now: datetime) -> QuerySet[Expert]:
    """With what a line shows; four queries however many lines."""
    in_force = ExpertSuspension.objects.in_force(now)
    return found.prefetch_related(
        "specialities", "employments", Prefetch("suspensions", in_force, to_attr="in_force")
    )


class ExpertFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(lookup_expr="icontains", label="姓名")
    speciality = django_filters.ModelChoiceFilter(
        field_name="specialities",
        label="评审专业",
        queryset=Category.objects.filter(experts__isnull=False).distinct(),
    )
    state = django_filters.ChoiceFilter(
        label="状态",
        choices=[("normal", "正常"), ("suspended", "停用中"), ("left", "已出库")],
        method="of_state",
    )

    def of_state(self, rows: QuerySet[Expert], name: str, value: str) -> QuerySet[Expert]:
        serving = Expert.objects.serving(self.request.now)
        match value:
            case "normal":
                return rows.filter(pk__in=serving)
            case "suspended":
                return rows.filter(left_at=None).exclude(pk__in=serving)
        return rows.filter(left_at__isnull=False)


class ExpertsOverview(Overview):
    """辖区内的评审专家；可以按专业和状态查询。"""

    title = "专家库查询"
    order = 95
    kinds = (SUPERVISOR, CENTRE)
    columns = (
        ("姓名", "name"),
        ("居民身份证号码", "masked_id"),
        ("工作单位", "employer"),
        ("职称", "professional_title"),
        ("评审专业", specialities_of),
        ("手机号码", "mobile"),
        ("入库时间", "joined_at"),
        ("状态", state_of),
    )
    desks = (ExpertSuspendingDesk, ExpertReinstatingDesk)
    filters = ExpertFilter
    empty = "审核通过的评审专家会列在这里。"

    def menu_for(self, actor: Actor) -> str:
        root = OVERSIGHT if actor.kind == SUPERVISOR.key else CENTRE_ROOT
        return f"{root}/{ROSTER}/专家库查询"

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Expert]:
        within = Expert.objects.filter(jurisdiction__path__startswith=actor.jurisdiction.path)
        return listed(within, now=now).order_by("name", "pk")

    def opens(self, row: Any, actor: Actor) -> Opening | None:
        if actor.kind != SUPERVISOR.key or row.left_at:
            return None
        if row.in_force:
            return Opening(desk_of(ExpertReinstatingDesk), "suspension", row.in_force[0].pk)
        return Opening(desk_of(ExpertSuspendingDesk), "expert", row.pk)


class OwnExpertDataOverview(Overview):
    """您在评审专家库中的信息；有变化的请及时变更，并申报利害关系。"""

    title = "我的专家信息"
    menu = f"{EVALUATING}/我的专家信息"
    order = 2
    personal = True
    columns = ExpertsOverview.columns
    desks = (ExpertChangeDesk,)
    empty = "您不在评审专家库中。"

    def is_for(self, actor: Actor) -> bool:
        return hasattr(actor.user, "expert")

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Expert]:
        return listed(Expert.objects.filter(user=actor.user_id), now=now)

    def opens(self, row: Expert, actor: Actor) -> Opening | None:
        return (
            None
            if row.left_at or actor.organisation
            else Opening(desk_of(ExpertChangeDesk), "expert", row.pk)
        )

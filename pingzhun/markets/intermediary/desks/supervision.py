"""监管/机构停用与恢复: a 监管机构 suspends an agency of its jurisdiction for some days, and may end that early (Y28)."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from pingzhun.base.localtime import local_date
from pingzhun.directory import services
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Capacity, Organisation, Suspension
from pingzhun.directory.queries import suspension_of
from pingzhun.filings.desks import Desk, desk_of
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.intermediary.market import AGENCY, REGULATOR
from pingzhun.markets.intermediary.models import AgencyReinstatement, AgencySuspension
from pingzhun.messages.kinds import Kind, register
from pingzhun.messages.outbox import send
from pingzhun.regimes.figures import Figure
from pingzhun.regimes.models import Regime

SUSPENDED = register(
    Kind(
        "intermediary.suspended",
        title="您单位已被停用",
        category="监管",
        sms=True,
        text="贵单位被停用 {{ days }} 天，至 {{ until|date:'Y-m-d' }} 止，期间不能报名。"
        "原因：{{ reason|truncatechars:24 }}",
    )
)
REINSTATED = register(
    Kind(
        "intermediary.reinstated",
        title="您单位已恢复",
        category="监管",
        sms=True,
        text="贵单位的停用已解除，即日起可以报名项目。原因：{{ reason|truncatechars:30 }}",
    )
)


def agencies(actor: Actor) -> QuerySet[Organisation]:
    """The agencies that registered in the actor's jurisdiction."""
    held = Capacity.objects.of_kind(AGENCY.key).filter(jurisdiction__path__startswith=actor.jurisdiction.path)
    return Organisation.objects.filter(pk__in=held.values("organisation"))


def suspensions(actor: Actor) -> QuerySet[Suspension]:
    """Theirs, past ones included, the latest first."""
    found = Suspension.objects.filter(kind=AGENCY.key, organisation__in=agencies(actor))
    return found.select_related("organisation", "imposed_by")


def longest(actor: Actor, now: datetime) -> Figure:
    """For how long the actor may suspend: as its jurisdiction has it today."""
    return Regime.objects.current(now).figure(
        "intermediary.suspension_max", jurisdiction_code=actor.jurisdiction.code, on=local_date(now)
    )


class AgencySuspensionForm(FilingForm):
    class Meta:
        model = AgencySuspension
        fields = ["agency", "days", "reason"]
        widgets = {
            "agency": forms.Select(attrs={"data-search": ""}),
            "reason": forms.Textarea(attrs={"rows": 4}),
        }
        labels = {"reason": "停用原因"}
        help_texts = {"reason": "在网站公开显示，并告知该机构。"}

    def set_up(self) -> None:
        self.fields["agency"].queryset = agencies(self.actor)
        self.fields["days"].help_text = f"最多 {longest(self.actor, self.now)}，到期自动恢复。"

    def clean_agency(self) -> Organisation:
        agency = self.cleaned_data["agency"]
        if suspension := suspension_of(agency, AGENCY.key, self.now):
            raise forms.ValidationError(f"该机构已被停用，至 {suspension.last_day} 止，不能重复停用。")
        return agency

    def clean_days(self) -> int:
        days, most = self.cleaned_data["days"], longest(self.actor, self.now)
        if days > most.whole:
            raise forms.ValidationError(f"停用天数最多 {most}（依据：{most.article}）。")
        return days


class AgencyReinstatementForm(FilingForm):
    class Meta:
        model = AgencyReinstatement
        fields = ["suspension", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
        labels = {"reason": "恢复原因"}
        error_messages = {"suspension": {"invalid_choice": "该停用不在您的辖区内，或已经结束。"}}

    def set_up(self) -> None:
        self.fields["suspension"].queryset = suspensions(self.actor).filter(
            pk__in=Suspension.objects.in_force(self.now)
        )


class AgencyReinstatementDesk(Desk):
    """提前结束停用，立即生效，并告知该机构。"""

    title = "机构恢复"
    order = 65
    filing, form = AgencyReinstatement, AgencyReinstatementForm
    filed_by = REGULATOR
    verb = "恢复"
    submit_label = "恢复"
    confirm = "恢复后该机构立即可以报名项目。"
    submitted_message = "已恢复，并已告知该机构。"

    def label(self, form: FilingForm) -> str:
        return f"恢复：{form.cleaned_data['suspension'].organisation}"

    def take_effect(self, filing: AgencyReinstatement, *, actor: Actor, now: datetime) -> None:
        suspension = services.lift(suspension=filing.suspension, reason=filing.reason, now=now)
        tell(REINSTATED, suspension, reason=filing.reason, now=now)


class AgencySuspensionDesk(Desk):
    """停用辖区内的中介机构，停用期间不能报名；到期自动恢复，也可以提前恢复。"""

    title = "机构停用"
    menu = "监管/机构停用与恢复"
    order = 65
    filing, form = AgencySuspension, AgencySuspensionForm
    filed_by = REGULATOR
    verb = "停用机构"
    submit_label = "停用"
    confirm = "停用立即生效并公开，该机构在停用期间不能报名项目。"
    submitted_message = "已停用，并已告知该机构。"
    list_template = "intermediary/suspensions.html"

    def label(self, form: FilingForm) -> str:
        return f"停用：{form.cleaned_data['agency']}"

    def list_context(self, *, actor: Actor, now: datetime) -> dict[str, Any]:
        found = [(each, each.last_day, each.ends_at > now) for each in suspensions(actor)[:100]]
        return {"suspensions": found, "reinstatement": desk_of(AgencyReinstatementDesk)}

    def take_effect(self, filing: AgencySuspension, *, actor: Actor, now: datetime) -> None:
        suspension = services.suspend(
            organisation=filing.agency,
            kind=AGENCY.key,
            days=filing.days,
            reason=filing.reason,
            imposed_by=filing.organisation,
            now=now,
        )
        tell(SUSPENDED, suspension, reason=filing.reason, now=now)


def tell(kind: Kind, suspension: Suspension, *, reason: str, now: datetime) -> None:
    agency = suspension.organisation
    send(
        kind.key,
        to=[agency],
        context={"days": suspension.days, "until": suspension.last_day, "reason": reason},
        link=reverse("portal:organisation", args=[agency.credit_code]),
        now=now,
        dedupe=f"suspension/{suspension.pk}",
    )

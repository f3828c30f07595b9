"""停用与恢复: an official keeps an organisation of its jurisdiction from new work for some days, and may end that early."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from pingzhun.directory import services
from pingzhun.directory.actors import Actor
from pingzhun.directory.capacities import CapacityKind
from pingzhun.directory.models import Capacity, Suspension
from pingzhun.directory.queries import suspension_of
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import FilingForm
from pingzhun.messages.kinds import Kind, register
from pingzhun.messages.outbox import send
from pingzhun.regimes.figures import Figure
from pingzhun.regimes.models import Regime

SUSPENDED = register(
    Kind(
        "standing.suspended",
        title="您单位已被停用",
        category="监管",
        sms=True,
        text="贵单位作为{{ role }}被停用 {{ days }} 天，至 {{ until|date:'Y-m-d' }} 止，期间不能承接新项目。"
        "原因：{{ reason|truncatechars:16 }}",
    )
)
REINSTATED = register(
    Kind(
        "standing.reinstated",
        title="您单位已恢复",
        category="监管",
        sms=True,
        text="贵单位作为{{ role }}的停用已解除，即日起可以承接新项目。原因：{{ reason|truncatechars:24 }}",
    )
)


class Suspends:
    """What the two desks share.

    suspends: the capacities that can be suspended here. longest_by: the figure that bounds the days.
    """

    suspends: ClassVar[tuple[CapacityKind, ...]]
    longest_by: ClassVar[str]

    @classmethod
    def reach(cls, actor: Actor) -> QuerySet[Capacity]:
        """Whom the actor may suspend: those whose part is in its jurisdiction."""
        held = Capacity.objects.filter(kind__in=[kind.key for kind in cls.suspends], revoked_at=None)
        within = held.filter(jurisdiction__path__startswith=actor.jurisdiction.path)
        return within.select_related("organisation").order_by("organisation__name", "pk")

    @classmethod
    def suspensions(cls, actor: Actor) -> QuerySet[Suspension]:
        """Theirs, past ones included, the latest first."""
        kinds = [kind.key for kind in cls.suspends]
        found = Suspension.objects.filter(
            kind__in=kinds, organisation__in=cls.reach(actor).order_by().values("organisation")
        )
        return found.select_related("organisation", "imposed_by")

    @classmethod
    def longest(cls, actor: Actor, now: datetime) -> Figure:
        """For how long the actor may suspend: as its jurisdiction has it today."""
        return Regime.objects.figure(cls.longest_by, jurisdiction_code=actor.jurisdiction.code, now=now)


class CapacityField(forms.ModelChoiceField):
    """An organisation in one of its parts, called by its name, and by the part where several may be chosen from."""

    name_the_part = False

    def label_from_instance(self, capacity: Capacity) -> str:
        return str(capacity) if self.name_the_part else capacity.organisation.name


class SuspensionForm(FilingForm):
    """`Meta.model` is the market's, of `SuspensionData`."""

    desk: "SuspensionDesk"

    class Meta:
        fields = ["capacity", "days", "reason"]
        field_classes = {"capacity": CapacityField}
        widgets = {
            "capacity": forms.Select(attrs={"data-search": ""}),
            "reason": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {"reason": "在网站公开显示，并告知该单位。"}

    def set_up(self) -> None:
        field: Any = self.fields["capacity"]
        field.name_the_part = len(self.desk.suspends) > 1
        field.queryset = self.desk.reach(self.actor)
        self.fields["days"].help_text = f"最多 {self.desk.longest(self.actor, self.now)}，到期自动恢复。"

    def clean_capacity(self) -> Capacity:
        capacity: Capacity = self.cleaned_data["capacity"]
        if suspension := suspension_of(capacity.organisation, capacity.kind, self.now):
            raise forms.ValidationError(f"该单位已被停用，至 {suspension.last_day} 止，不能重复停用。")
        return capacity

    def clean_days(self) -> int:
        days: int = self.cleaned_data["days"]
        most = self.desk.longest(self.actor, self.now)
        if days > most.whole:
            raise forms.ValidationError(f"停用天数最多 {most}（依据：{most.article}）。")
        return days


class SuspensionDesk(Suspends, Desk, abstract=True):
    """Takes effect at once and in public, and the organisation is told."""

    verb = "停用"
    submit_label = "停用"
    confirm = "停用立即生效并公开，该单位在停用期间不能承接新项目。"
    submitted_message = "已停用，并已告知该单位。"

    def label(self, form: FilingForm) -> str:
        return f"停用：{form.cleaned_data['capacity'].organisation}"

    def take_effect(self, filing: Any, *, actor: Actor, now: datetime) -> None:
        suspension = services.suspend(
            organisation=filing.capacity.organisation,
            kind=filing.capacity.kind,
            days=filing.days,
            reason=filing.reason,
            imposed_by=filing.organisation,
            now=now,
        )
        tell(SUSPENDED, suspension, reason=filing.reason, now=now)


class ReinstatementForm(FilingForm):
    """`Meta.model` is the market's, of `ReinstatementData`."""

    desk: "ReinstatementDesk"

    class Meta:
        fields = ["suspension", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"suspension": {"invalid_choice": "该停用不在您的辖区内，或已经结束。"}}

    def set_up(self) -> None:
        suspensions = self.desk.suspensions(self.actor)
        in_force = Suspension.objects.in_force(self.now)
        self.fields["suspension"].queryset = suspensions.filter(pk__in=in_force)


class ReinstatementDesk(Suspends, Desk, abstract=True):
    """Ends a suspension early, at once, and the organisation is told."""

    verb = "恢复"
    submit_label = "恢复"
    confirm = "恢复后该单位立即可以承接新项目。"
    submitted_message = "已恢复，并已告知该单位。"

    def label(self, form: FilingForm) -> str:
        return f"恢复：{form.cleaned_data['suspension'].organisation}"

    def take_effect(self, filing: Any, *, actor: Actor, now: datetime) -> None:
        suspension = services.lift(suspension=filing.suspension, reason=filing.reason, now=now)
        tell(REINSTATED, suspension, reason=filing.reason, now=now)


def tell(kind: Kind, suspension: Suspension, *, reason: str, now: datetime) -> None:
    organisation = suspension.organisation
    send(
        kind.key,
        to=[organisation],
        context={
            "role": suspension.title,
            "days": suspension.days,
            "until": suspension.last_day,
            "reason": reason,
        },
        link=reverse("portal:organisation", args=[organisation.credit_code]),
        now=now,
        dedupe=f"suspension/{suspension.pk}",
    )

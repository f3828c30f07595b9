"""采购业务－计划注册－项目注册: an agent registers a project with its lots, the 交易中心 reviews (H6–H12)."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q

from pingzhun.base.fields import MoneyField
from pingzhun.cases.models import Case
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Category, Jurisdiction
from pingzhun.documents.slots import Slot
from pingzhun.filings.course import FilingState
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import FilingForm, kept
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering import tenders
from pingzhun.markets.tendering.capacities import AGENT, ENTITY
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.menu import CENTRE_ROOT, REGISTERING
from pingzhun.markets.tendering.models import Entrustment, Lot, RegisteredLot, TenderRegistration
from pingzhun.markets.tendering.parties import BY_CENTRE
from pingzhun.regimes.models import Regime
from pingzhun.standing.held import SCAN


class LotForm(forms.ModelForm):
    class Meta:
        model = RegisteredLot
        fields = ["name", "category", "ceiling", "bond", "qualifying", "evaluating"]
        field_classes = {"ceiling": MoneyField, "bond": MoneyField}
        widgets = {"category": forms.Select(attrs={"data-search": ""})}
        help_texts = {"qualifying": "全流程电子化只有资格后审方式"}


class TenderRegistrationForm(FilingForm):
    rows = {"registered_lots": LotForm}
    row_titles = {"registered_lots": "分包明细"}
    row_adders = {"registered_lots": "添加分包"}
    least_rows = {"registered_lots": 1}
    distinct = {"registered_lots": ("name",)}
    fieldsets = [
        ("项目信息", ["mandate", "name", "plan_number", "subject", "budget", "content"]),
        ("联系方式", ["contact_name", "contact_phone"]),
    ]

    class Meta:
        model = TenderRegistration
        fields = [
            "mandate",
            "name",
            "plan_number",
            "subject",
            "budget",
            "content",
            "contact_name",
            "contact_phone",
        ]
        field_classes = {"budget": MoneyField}
        widgets = {
            "mandate": forms.Select(attrs={"data-search": ""}),
            "content": forms.Textarea(attrs={"rows": 5}),
        }

    def set_up(self) -> None:
        mandates = tenders.open_mandates(self.actor)
        if self.instance.pk:
            mandates = mandates | Entrustment.objects.filter(registrations=self.instance.pk)
        self.fields["mandate"].queryset = mandates.distinct()

    def set_up_row(self, name: str, row: forms.ModelForm) -> None:
        row.fields["category"].queryset = Category.objects.filter(is_active=True, children=None)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        mandate, budget = data.get("mandate"), data.get("budget")
        if mandate:
            data["jurisdiction"] = mandate.jurisdiction
            if budget and budget > mandate.budget:
                self.add_error("budget", f"不得超过委托协议的预算 {mandate.budget:,.2f} 元。")
        return data

    def is_valid(self) -> bool:
        valid = super().is_valid()
        return self._lots_fit() and valid if self.is_bound else valid

    def _lots_fit(self) -> bool:
        """The ceilings together within the budget, and each bond within its share of the ceiling (条例 第三十三条)."""
        lots = self.row_sets["registered_lots"]
        rows = [row for row in kept(lots) if not row.errors]
        most = Regime.objects.current(self.now).figure("bond.bid_max_share")
        fits = True
        for row in rows:
            ceiling, bond = row.cleaned_data["ceiling"], row.cleaned_data["bond"]
            if bond * 100 > ceiling * most.value:
                row.add_error(
                    "bond",
                    f"保证金不得超过预算的 {most}，即 {ceiling * most.value / 100:,.2f} 元（依据：{most.article}）。",
                )
                fits = False
        budget = self.cleaned_data.get("budget")
        if budget and sum(row.cleaned_data["ceiling"] for row in rows) > budget:
            self.add_error("budget", "各分包最高限价之和超过预算金额，请核对。")
            fits = False
        return fits


class TenderRegistrationDesk(Desk):
    """注册新项目：选择委托协议，填写项目信息和分包明细，提交交易中心审核。"""

    title = "项目注册"
    menu = f"{REGISTERING}/项目注册"
    review_menu = f"{CENTRE_ROOT}/业务审核/项目注册审核"
    order = 10
    filing, form = TenderRegistration, TenderRegistrationForm
    filed_by = AGENT
    reviewed_by = (BY_CENTRE,)
    slots = (
        Slot("application", "进场交易申请", required=True, types=SCAN, hint="采购人盖章的进场交易申请"),
        Slot("papers", "其他电子件", hint="采购计划批复、需求论证等"),
    )
    read_template = "tendering/registration.html"
    discards_in_batch = "删除项目"
    verb = "新建项目"
    submit_label = "提交信息"

    def label(self, form: FilingForm) -> str:
        return str(form.cleaned_data["name"])

    def initial(self, *, actor: Actor, case: Case | None, now: datetime) -> dict[str, Any]:
        organisation = actor.organisation
        return {"contact_name": organisation.contact_name, "contact_phone": organisation.contact_mobile}

    def jurisdiction(self, *, actor: Actor, case: Case | None) -> Jurisdiction | None:
        return actor.organisation.jurisdiction

    def take_effect(self, filing: TenderRegistration, *, actor: Actor, now: datetime) -> None:
        tenders.register(filing, actor=actor, now=now)

    def addressed_to(self, actor: Actor) -> Q | None:
        """The 采购人 reads how its purchase was registered."""
        entrusted = Q(tenderregistration__mandate__organisation=actor.organisation_id)
        return entrusted if actor.kind == ENTITY.key else None

    def page_context(self, filing: Filing, *, actor: Actor, now: datetime) -> dict[str, Any]:
        lots = Lot.objects.filter(tender__filing=filing.pk).exclude(state=LotState.WITHDRAWN)
        return {"lots": lots.order_by("tender", "number")}

    def can_undo(self, filing: Filing) -> bool:
        if filing.state != FilingState.APPROVED:
            return False
        return not tenders.rests_on(filing)

    def undo(self, filing: Filing, *, actor: Actor, now: datetime) -> None:
        tenders.recall(filing, actor=actor, now=now)

"""机构信息/服务范围: what an agency offers; it is removed at once and added after review (Y21–Y23)."""

from datetime import datetime
from typing import Any

from django import forms

from pingzhun.directory import services
from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.course import FilingState
from pingzhun.filings.desks import Desk, desk_of
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.intermediary.catalogue import ServicesField, services_in_use
from pingzhun.markets.intermediary.market import AGENCY
from pingzhun.markets.intermediary.models import ScopeAddition, ScopeRemoval
from pingzhun.markets.intermediary.parties import BY_ADMINISTRATOR


class ScopeRemovalForm(FilingForm):
    class Meta:
        model = ScopeRemoval
        fields = ["scope"]
        error_messages = {"scope": {"invalid_choice": "该服务范围不在您单位名下，或已经删除。"}}

    def set_up(self) -> None:
        held = self.actor.organisation.service_scopes.held()
        self.fields["scope"].queryset = held.select_related("service_type")


class ScopeRemovalDesk(Desk):
    """删除立即生效，此后不能报名需要该服务范围的项目。"""

    title = "服务范围删除"
    order = 82
    filing, form = ScopeRemoval, ScopeRemovalForm
    filed_by = AGENCY
    verb = "删除"
    submit_label = "删除"
    confirm = "若项目需要该服务范围，机构将无法报名。"
    submitted_message = "已删除该服务范围。"

    def label(self, form: FilingForm) -> str:
        return f"删除：{form.cleaned_data['scope']}"

    def take_effect(self, filing: ScopeRemoval, *, actor: Actor, now: datetime) -> None:
        services.remove_scope(scope=filing.scope, now=now)


class ScopeAdditionForm(FilingForm):
    class Meta:
        model = ScopeAddition
        fields = ["services", "note"]
        field_classes = {"services": ServicesField}
        widgets = {"services": forms.CheckboxSelectMultiple, "note": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "services": {
                "invalid_choice": "所选服务中有的已在您单位的服务范围内、正在审核或已停用，请刷新后重选。"
            }
        }

    def set_up(self) -> None:
        organisation = self.actor.organisation
        held = organisation.service_scopes.held().values("service_type")
        waiting = ScopeAddition.objects.filter(organisation=organisation, state=FilingState.SUBMITTED)
        self.fields["services"].queryset = (
            services_in_use().exclude(pk__in=held).exclude(pk__in=waiting.values("services"))
        )


class ScopeAdditionDesk(Desk):
    """目前的服务范围；新增由管理人员审核后生效，删除立即生效。"""

    title = "服务范围"
    menu = "机构信息/服务范围"
    review_menu = "审核/服务范围审核"
    order = 82
    filing, form = ScopeAddition, ScopeAdditionForm
    filed_by = AGENCY
    reviewed_by = (BY_ADMINISTRATOR,)
    slots = (Slot("evidence", "证明材料", hint="与新增服务相应的资质、业绩等"),)
    list_template = "intermediary/scope.html"

    def label(self, form: FilingForm) -> str:
        return "新增：" + "、".join(str(each) for each in form.cleaned_data["services"])

    def list_context(self, *, actor: Actor, now: datetime) -> dict[str, Any]:
        held = actor.organisation.service_scopes.held().select_related("service_type__parent")
        return {
            "scopes": held.order_by("service_type__code", "pk"),
            "removal": desk_of(ScopeRemovalDesk),
        }

    def take_effect(self, filing: ScopeAddition, *, actor: Actor, now: datetime) -> None:
        for service in filing.services.all():
            services.grant_scope(organisation=filing.organisation, service_type=service, now=now)

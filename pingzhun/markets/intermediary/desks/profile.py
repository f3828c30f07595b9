"""机构信息/基本信息: a change takes effect only after review (Y20)."""

from datetime import datetime
from typing import Any

from django import forms

from pingzhun.base.fields import MobileField
from pingzhun.directory import services
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Organisation, OrganisationData
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.intermediary.held import values_of
from pingzhun.markets.intermediary.market import AGENCY, ENTITY
from pingzhun.markets.intermediary.models import ProfileChange
from pingzhun.markets.intermediary.parties import BY_ADMINISTRATOR


class ProfileForm(FilingForm):
    fieldsets = [
        ("单位信息", ["name", "legal_representative", "address", "introduction"]),
        ("联系方式", ["contact_name", "contact_mobile", "contact_email"]),
    ]

    class Meta:
        model = ProfileChange
        fields = [field.name for field in OrganisationData._meta.local_fields]
        field_classes = {"contact_mobile": MobileField}
        widgets = {"introduction": forms.Textarea(attrs={"rows": 4})}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        current = values_of(self.actor.organisation, OrganisationData)
        if not self.errors and all(data[name] == value for name, value in current.items()):
            self.add_error(None, "内容与现有信息相同，没有需要审核的修改。")
        return data


class ProfileDesk(Desk, abstract=True):
    """What the desks of both kinds of organisations share."""

    title = "基本信息"
    menu = "机构信息/基本信息"
    order = 80
    filing, form = ProfileChange, ProfileForm
    reviewed_by = (BY_ADMINISTRATOR,)
    slots = (Slot("evidence", "证明材料", hint="变更单位名称、法定代表人的，上传变更后的营业执照"),)
    verb = "修改"
    one_at_a_time = True
    list_template = "intermediary/profile.html"

    def initial(self, *, actor: Actor, case: None, now: datetime) -> dict[str, Any]:
        return values_of(actor.organisation, OrganisationData)

    def before(self, *, actor: Actor, case: None, form: FilingForm) -> Organisation:
        return actor.organisation

    def label(self, form: FilingForm) -> str:
        return f"基本信息修改：{form.actor.organisation.name}"

    def list_context(self, *, actor: Actor, now: datetime) -> dict[str, Any]:
        return {"organisation": actor.organisation}

    def take_effect(self, filing: ProfileChange, *, actor: Actor, now: datetime) -> None:
        data = values_of(filing, OrganisationData)
        services.change_data(organisation=filing.organisation, data=data, now=now)


class AgencyProfileDesk(ProfileDesk):
    """修改单位信息和联系方式，由管理人员审核，通过后生效。"""

    review_menu = "审核/基本信息审核"
    filed_by = AGENCY


class EntityProfileDesk(ProfileDesk):
    """修改单位信息和联系方式，由管理人员审核，通过后生效。"""

    review_menu = "审核/项目单位信息审核"
    filed_by = ENTITY

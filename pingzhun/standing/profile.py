"""基本信息: what an organisation says of itself, and how it says something else."""

from datetime import datetime
from typing import Any

from django import forms

from pingzhun.base.fields import MobileField
from pingzhun.directory import services
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Organisation, OrganisationData
from pingzhun.directory.services import values_of
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import FilingForm


class ProfileForm(FilingForm):
    """`Meta.model` is the market's, of `OrganisationData`."""

    fieldsets = [
        ("单位信息", ["name", "legal_representative", "address", "introduction"]),
        ("联系方式", ["contact_name", "contact_mobile", "contact_email"]),
    ]

    class Meta:
        fields = [field.name for field in OrganisationData._meta.local_fields]
        field_classes = {"contact_mobile": MobileField}
        widgets = {"introduction": forms.Textarea(attrs={"rows": 4})}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        current = values_of(self.actor.organisation, OrganisationData)
        if not self.errors and all(data[name] == value for name, value in current.items()):
            self.add_error(None, "内容与现有信息相同，没有需要提交的修改。")
        return data


class ProfileDesk(Desk, abstract=True):
    """Shows what is known and takes a change of it, which takes effect after whatever review the market wants."""

    title = "基本信息"
    slots = (Slot("evidence", "证明材料", hint="变更单位名称、法定代表人的，上传变更后的营业执照"),)
    verb = "修改"
    one_at_a_time = True
    list_template = "standing/profile.html"

    def initial(self, *, actor: Actor, case: None, now: datetime) -> dict[str, Any]:
        return values_of(actor.organisation, OrganisationData)

    def before(self, *, actor: Actor, case: None, form: FilingForm) -> Organisation | None:
        return actor.organisation

    def label(self, form: FilingForm) -> str:
        return f"基本信息{self.verb}：{form.actor.organisation}"

    def list_context(self, *, actor: Actor, now: datetime) -> dict[str, Any]:
        return {"organisation": actor.organisation}

    def take_effect(self, filing: Any, *, actor: Actor, now: datetime) -> None:
        data = values_of(filing, OrganisationData)
        services.change_data(organisation=filing.organisation, data=data, now=now)

"""入驻: how an organisation comes into a market."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms

from pingzhun.base.fields import CreditCodeField, MobileField
from pingzhun.directory import services
from pingzhun.directory.actors import Actor
from pingzhun.directory.capacities import CapacityKind
from pingzhun.directory.forms import PlaceField
from pingzhun.directory.models import Organisation, OrganisationData, ServiceType
from pingzhun.directory.queries import places_with
from pingzhun.directory.services import values_of
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Filing
from pingzhun.messages.outbox import Addressee, Mobile
from pingzhun.standing.held import SCAN

ORGANISATION = ["name", "credit_code", "legal_representative", "registered_in", "address", "introduction"]
CONTACT = ["contact_name", "contact_mobile", "contact_email"]
LICENCE = Slot(
    "licence", "营业执照", required=True, types=SCAN, hint="统一社会信用代码证书或营业执照的扫描件"
)


class RegistrationForm(FilingForm):
    """What every organisation fills in. `Meta.model` is the market's, of `RegistrationData`."""

    fieldsets = [("单位信息", ORGANISATION), ("联系方式", CONTACT)]

    class Meta:
        fields = [*ORGANISATION, *CONTACT]
        field_classes = {
            "credit_code": CreditCodeField,
            "registered_in": PlaceField,
            "contact_mobile": MobileField,
        }
        widgets = {
            "registered_in": forms.Select(attrs={"data-search": ""}),
            "introduction": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "contact_mobile": "请填写常用手机号码，审核结果等短信通知会发送到该手机号。",
        }

    def set_up(self) -> None:
        reviewer = self.desk.reviewed_by[0].kind
        self.fields["registered_in"].queryset = places_with(reviewer.key)
        self.fields["registered_in"].help_text = f"由该辖区的{reviewer.title}审核；只列出已开通的辖区。"

    def clean_credit_code(self) -> str:
        code, own = self.cleaned_data["credit_code"], self.actor.organisation
        if own is not None:
            if code != own.credit_code:
                raise forms.ValidationError(f"须与您单位登记的统一社会信用代码 {own.credit_code} 一致。")
        elif Organisation.objects.filter(credit_code=code).exists():
            raise forms.ValidationError(
                "该单位已登记，不必重复入驻。请联系该单位的管理员，在“用户管理”中为您开通用户。"
            )
        return str(code)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["jurisdiction"] = data.get("registered_in")
        return data


class RegistrationDesk(Desk, abstract=True):
    """Founds the organisation, or takes the one that the person already belongs to, and gives it its part."""

    capacity: ClassVar[CapacityKind]
    filed_by = None
    slots = (LICENCE,)
    one_at_a_time = True
    submit_label = "完成"
    verb = "入驻"

    @property
    def submitted_message(self) -> str:
        return f"已提交，等待{self.reviewed_by[0].kind.title}审核。审核结果会以短信发送到联系人手机。"

    def available(self, *, actor: Actor, now: datetime) -> bool:
        return all(held.kind != self.capacity.key for held in actor.capacities)

    def initial(self, *, actor: Actor, case: None, now: datetime) -> dict[str, Any]:
        organisation = actor.organisation
        if organisation is None:
            return {"contact_name": actor.user.name, "contact_mobile": actor.user.mobile}
        known = {"credit_code": organisation.credit_code, "registered_in": organisation.jurisdiction}
        return values_of(organisation, OrganisationData) | known

    def label(self, form: FilingForm) -> str:
        return str(form.cleaned_data["name"])

    def told(self, filing: Filing) -> list[Addressee]:
        return [Mobile(self.filing._default_manager.get(pk=filing.pk).contact_mobile)]

    def capacity_of(self, filing: Any) -> CapacityKind:
        """The part that the organisation asks for."""
        return self.capacity

    def categories(self, filing: Any) -> list[ServiceType]:
        return []

    def take_effect(self, filing: Any, *, actor: Actor, now: datetime) -> None:
        data = values_of(filing, OrganisationData)
        if filing.organisation is not None:
            organisation = services.change_data(organisation=filing.organisation, data=data, now=now)
        else:
            organisation = services.found_organisation(
                data=data,
                credit_code=filing.credit_code,
                jurisdiction=filing.registered_in,
                founder=filing.submitted_by,
                now=now,
            )
            filing.belong_to(organisation)
        services.grant_capacity(
            organisation=organisation,
            kind=self.capacity_of(filing).key,
            jurisdiction=filing.registered_in,
            categories=self.categories(filing),
            now=now,
        )

"""入驻: how a 中介机构 and a 项目单位 come in (Y2–Y5, Y25)."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms

from pingzhun.base.fields import CreditCodeField, MobileField
from pingzhun.directory import services
from pingzhun.directory.actors import Actor
from pingzhun.directory.capacities import CapacityKind
from pingzhun.directory.models import (
    Organisation,
    OrganisationData,
    PersonData,
    QualificationData,
    QualificationType,
    ServiceType,
)
from pingzhun.directory.queries import offers
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Filing
from pingzhun.markets.intermediary.held import (
    SCAN,
    CertificateForm,
    PlaceField,
    ServicesField,
    places_with_administrator,
    services_in_use,
    types_in_use,
    values_of,
)
from pingzhun.markets.intermediary.market import AGENCY, ENTITY
from pingzhun.markets.intermediary.models import (
    AgencyRegistration,
    EntityRegistration,
    RegisteredPerson,
    RegisteredQualification,
)
from pingzhun.markets.intermediary.parties import BY_ADMINISTRATOR
from pingzhun.messages.outbox import Addressee, Mobile

ORGANISATION = ["name", "credit_code", "legal_representative", "registered_in", "address", "introduction"]
CONTACT = ["contact_name", "contact_mobile", "contact_email"]
LICENCE = Slot(
    "licence", "营业执照", required=True, types=SCAN, hint="统一社会信用代码证书或营业执照的扫描件"
)


class RegistrationForm(FilingForm):
    """What both kinds of organisations fill in."""

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
            "registered_in": "由该辖区的管理人员审核；只列出已开通中介超市的辖区。",
            "contact_mobile": "请填写常用手机号码，审核结果等短信通知会发送到该手机号。",
        }

    def set_up(self) -> None:
        self.fields["registered_in"].queryset = places_with_administrator()

    def clean_credit_code(self) -> str:
        code, own = self.cleaned_data["credit_code"], self.actor.organisation
        if own is not None:
            if code != own.credit_code:
                raise forms.ValidationError(f"须与您单位登记的统一社会信用代码 {own.credit_code} 一致。")
        elif Organisation.objects.filter(credit_code=code).exists():
            raise forms.ValidationError(
                "该单位已登记，不必重复入驻。请联系该单位的管理员，在“用户管理”中为您开通用户。"
            )
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["jurisdiction"] = data.get("registered_in")
        return data


class RegistrationDesk(Desk, abstract=True):
    """What both desks do: found the organisation, or take the one that the person already belongs to, and give it its part."""

    capacity: ClassVar[CapacityKind]
    filed_by = None
    reviewed_by = (BY_ADMINISTRATOR,)
    one_at_a_time = True
    submit_label = "完成"
    verb = "入驻"
    submitted_message = "已提交，等待管理人员审核。审核结果会以短信发送到联系人手机。"

    def available(self, *, actor: Actor, now: datetime) -> bool:
        return all(held.kind != self.capacity.key for held in actor.capacities)

    def initial(self, *, actor: Actor, case: None, now: datetime) -> dict[str, Any]:
        organisation = actor.organisation
        if organisation is None:
            return {"contact_name": actor.user.name, "contact_mobile": actor.user.mobile}
        known = {"credit_code": organisation.credit_code, "registered_in": organisation.jurisdiction}
        return values_of(organisation, OrganisationData) | known

    def label(self, form: FilingForm) -> str:
        return form.cleaned_data["name"]

    def told(self, filing: Filing) -> list[Addressee]:
        return [Mobile(self.filing._default_manager.get(pk=filing.pk).contact_mobile)]

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
            kind=self.capacity.key,
            jurisdiction=filing.registered_in,
            categories=self.categories(filing),
            now=now,
        )

    def categories(self, filing: Any) -> list[ServiceType]:
        return []


class RegisteredQualificationForm(CertificateForm):
    class Meta:
        model = RegisteredQualification
        fields = ["type", "certificate_number", "issued_by", "valid_until"]


class RegisteredPersonForm(CertificateForm):
    class Meta:
        model = RegisteredPerson
        fields = ["name", "certificate_type", "certificate_number", "speciality", "issued_by", "valid_until"]


class AgencyRegistrationForm(RegistrationForm):
    fieldsets = [
        ("单位信息", ORGANISATION),
        ("机构类型与服务范围", ["types", "services"]),
        ("联系方式", CONTACT),
    ]
    rows = {"qualifications": RegisteredQualificationForm, "people": RegisteredPersonForm}
    row_titles = {"qualifications": "公司资质", "people": "人员资质"}
    distinct = {
        "qualifications": ("type", "certificate_number"),
        "people": ("certificate_type", "certificate_number"),
    }

    class Meta(RegistrationForm.Meta):
        model = AgencyRegistration
        fields = [*ORGANISATION, "types", "services", *CONTACT]
        field_classes = RegistrationForm.Meta.field_classes | {"services": ServicesField}
        widgets = RegistrationForm.Meta.widgets | {
            "types": forms.CheckboxSelectMultiple,
            "services": forms.CheckboxSelectMultiple,
        }
        help_texts = RegistrationForm.Meta.help_texts | {
            "types": "可以选择多个。",
            "services": "只勾选所选机构类型下的服务；只能报名服务范围之内的项目。",
        }

    def set_up(self) -> None:
        super().set_up()
        self.fields["types"].queryset = types_in_use()
        self.fields["services"].queryset = services_in_use()

    def set_up_row(self, name: str, row: forms.ModelForm) -> None:
        row.now = self.now
        if name == "qualifications":
            row.fields["type"].queryset = QualificationType.objects.filter(is_active=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        types, chosen = data.get("types"), data.get("services")
        if types is None or chosen is None:
            return data
        for service in chosen:
            if service.parent not in types:
                self.add_error(
                    "services",
                    f"“{service}”属于机构类型“{service.parent}”，请同时勾选该机构类型，或取消该服务。",
                )
        for service_type in types:
            if all(service.parent != service_type for service in chosen):
                self.add_error("services", f"请为机构类型“{service_type}”至少勾选一项服务范围。")
        return data


class AgencyRegistrationDesk(RegistrationDesk):
    """填写单位资料、机构类型和服务范围，上传公司资质和人员资质证书；审核通过后即可报名项目。"""

    title = "中介机构入驻"
    review_menu = "审核/机构入驻审核"
    order = 5
    capacity = AGENCY
    filing, form = AgencyRegistration, AgencyRegistrationForm
    slots = (
        LICENCE,
        Slot("qualifications", "公司资质证书", types=SCAN, hint="填写了公司资质的，上传每一项的证书扫描件"),
        Slot("people", "人员资质证书", types=SCAN, hint="填写了人员资质的，上传每一人的证书扫描件"),
    )

    def categories(self, filing: AgencyRegistration) -> list[ServiceType]:
        return list(filing.types.all())

    def take_effect(self, filing: AgencyRegistration, *, actor: Actor, now: datetime) -> None:
        super().take_effect(filing, actor=actor, now=now)
        organisation = filing.organisation
        for service in filing.services.all():
            if not offers(organisation, service):
                services.grant_scope(organisation=organisation, service_type=service, now=now)
        for row in filing.qualifications.all():
            data = values_of(row, QualificationData)
            services.grant_qualification(organisation=organisation, data=data, now=now)
        for row in filing.people.all():
            services.grant_person(organisation=organisation, data=values_of(row, PersonData), now=now)


class EntityRegistrationForm(RegistrationForm):
    class Meta(RegistrationForm.Meta):
        model = EntityRegistration


class EntityRegistrationDesk(RegistrationDesk):
    """填写单位资料；审核通过后即可发布中介服务项目。"""

    title = "项目单位入驻"
    review_menu = "审核/项目单位入驻审核"
    order = 6
    capacity = ENTITY
    filing, form = EntityRegistration, EntityRegistrationForm
    slots = (LICENCE,)

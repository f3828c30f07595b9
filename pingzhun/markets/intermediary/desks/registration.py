"""入驻: how a 中介机构 and a 项目单位 come in (Y2–Y5, Y25)."""

from datetime import datetime
from typing import Any

from django import forms

from pingzhun.directory import services
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import PersonData, QualificationData, ServiceType
from pingzhun.directory.queries import offers
from pingzhun.directory.services import values_of
from pingzhun.documents.slots import Slot
from pingzhun.markets.intermediary.catalogue import ServicesField, services_in_use, types_in_use
from pingzhun.markets.intermediary.market import AGENCY, ENTITY
from pingzhun.markets.intermediary.models import (
    AgencyRegistration,
    EntityRegistration,
    RegisteredPerson,
    RegisteredQualification,
)
from pingzhun.markets.intermediary.parties import BY_ADMINISTRATOR
from pingzhun.standing import qualifications
from pingzhun.standing.held import SCAN, CertificateForm
from pingzhun.standing.registration import CONTACT, LICENCE, ORGANISATION, RegistrationDesk, RegistrationForm


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
            row.fields["type"].queryset = qualifications.types_in_use()

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
    reviewed_by = (BY_ADMINISTRATOR,)
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
    reviewed_by = (BY_ADMINISTRATOR,)
    filing, form = EntityRegistration, EntityRegistrationForm

"""机构信息/人员资质: people and their certificates, shown to the public (Y24)."""

from datetime import datetime
from typing import Any

from django import forms

from pingzhun.directory import services
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import PersonData
from pingzhun.directory.services import values_of
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Desk, desk_of
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.intermediary.market import AGENCY
from pingzhun.markets.intermediary.models import PersonAddition, PersonChange, PersonRemoval
from pingzhun.markets.intermediary.parties import BY_ADMINISTRATOR
from pingzhun.standing.held import SCAN, HeldChangeDesk, HeldChangeForm, HeldForm, expiry_of

PERSON = ["name", "certificate_type", "certificate_number", "speciality", "issued_by", "valid_until"]
NOT_YOURS = {"person": {"invalid_choice": "该人员不在您单位名下，或已经删除。"}}
CERTIFICATE = Slot("certificate", "人员资质证书", required=True, types=SCAN, hint="证书扫描件")


class PersonForm(HeldForm):
    holds, key = "people", ("certificate_type", "certificate_number")
    twice = "该证书已在您单位的人员资质中，不能重复登记。"


class PersonAdditionForm(PersonForm):
    class Meta:
        model = PersonAddition
        fields = PERSON


class PersonChangeForm(HeldChangeForm, PersonForm):
    changes, says = "person", PersonData

    class Meta:
        model = PersonChange
        fields = ["person", *PERSON]
        widgets = {"person": forms.HiddenInput}
        error_messages = NOT_YOURS


class PersonRemovalForm(FilingForm):
    class Meta:
        model = PersonRemoval
        fields = ["person"]
        error_messages = NOT_YOURS

    def set_up(self) -> None:
        self.fields["person"].queryset = self.actor.organisation.people.held()


class PersonChangeDesk(HeldChangeDesk):
    """修改人员资质证书信息，由管理人员审核，通过后生效并在网站展示。"""

    title = "人员资质修改"
    review_menu = "审核/人员资质修改审核"
    order = 84
    filing, form = PersonChange, PersonChangeForm
    filed_by = AGENCY
    reviewed_by = (BY_ADMINISTRATOR,)
    slots = (CERTIFICATE,)
    submit_label = "完成"

    def take_effect(self, filing: PersonChange, *, actor: Actor, now: datetime) -> None:
        services.change_person(person=filing.person, data=values_of(filing, PersonData), now=now)


class PersonRemovalDesk(Desk):
    """删除立即生效，网站不再展示。"""

    title = "人员资质删除"
    order = 83
    filing, form = PersonRemoval, PersonRemovalForm
    filed_by = AGENCY
    verb = "删除"
    submit_label = "删除"
    confirm = "删除后网站不再展示该人员资质。"
    submitted_message = "已删除该人员资质。"

    def label(self, form: FilingForm) -> str:
        return f"删除：{form.cleaned_data['person']}"

    def take_effect(self, filing: PersonRemoval, *, actor: Actor, now: datetime) -> None:
        services.remove_person(person=filing.person, now=now)


class PersonAdditionDesk(Desk):
    """本单位的人员资质，在网站公开展示。新增和修改由管理人员审核后生效，删除立即生效。"""

    title = "人员资质"
    menu = "机构信息/人员资质"
    review_menu = "审核/人员资质审核"
    order = 83
    filing, form = PersonAddition, PersonAdditionForm
    filed_by = AGENCY
    reviewed_by = (BY_ADMINISTRATOR,)
    slots = (CERTIFICATE,)
    submit_label = "完成"
    list_template = "intermediary/people.html"

    def label(self, form: FilingForm) -> str:
        return f"新增：{form.cleaned_data['name']}（{form.cleaned_data['certificate_type']}）"

    def list_context(self, *, actor: Actor, now: datetime) -> dict[str, Any]:
        change = desk_of(PersonChangeDesk)
        people = change.marked(actor.organisation.people.held())
        return {
            "people": [(person, expiry_of(person.valid_until, now=now)) for person in people],
            "changes": change.unfinished(actor),
            "change": change,
            "removal": desk_of(PersonRemovalDesk),
        }

    def take_effect(self, filing: PersonAddition, *, actor: Actor, now: datetime) -> None:
        services.grant_person(organisation=filing.organisation, data=values_of(filing, PersonData), now=now)

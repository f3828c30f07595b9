"""机构信息/人员资质: people and their certificates, shown to the public (Y24)."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.http import QueryDict

from pingzhun.directory import services
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Person, PersonData
from pingzhun.documents.slots import Slot
from pingzhun.filings.course import FilingState
from pingzhun.filings.desks import Desk, desk_of
from pingzhun.filings.forms import Draft, FilingForm
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary.held import SCAN, CertificateForm, expiry_of, values_of
from pingzhun.markets.intermediary.market import AGENCY
from pingzhun.markets.intermediary.models import PersonAddition, PersonChange, PersonRemoval
from pingzhun.markets.intermediary.parties import BY_ADMINISTRATOR

PERSON = ["name", "certificate_type", "certificate_number", "speciality", "issued_by", "valid_until"]
NOT_YOURS = {"person": {"invalid_choice": "该人员不在您单位名下，或已经删除。"}}
CERTIFICATE = Slot("certificate", "人员资质证书", required=True, types=SCAN, hint="证书扫描件")


class PersonForm(CertificateForm, FilingForm):
    """A person's certificate, which the organisation must not have listed already."""

    def others(self) -> Any:
        return self.actor.organisation.people.held()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        key = {name: data.get(name) for name in ("certificate_type", "certificate_number")}
        if None not in key.values() and self.others().filter(**key).exists():
            self.add_error("certificate_number", "该证书已在您单位的人员资质中，不能重复登记。")
        return data


class PersonAdditionForm(PersonForm):
    class Meta:
        model = PersonAddition
        fields = PERSON


class PersonChangeForm(PersonForm):
    class Meta:
        model = PersonChange
        fields = ["person", *PERSON]
        widgets = {"person": forms.HiddenInput}
        error_messages = NOT_YOURS

    def set_up(self) -> None:
        self.fields["person"].queryset = self.actor.organisation.people.held()

    def with_given(self, given: Draft) -> QueryDict:
        """Start from the person as listed. Raises Refused for somebody who is not the organisation's."""
        try:
            person = self.fields["person"].clean(given.get("person", [""])[0])
        except forms.ValidationError as error:
            raise Refused(*error.messages) from error
        self.initial |= values_of(person, PersonData)
        return super().with_given(given)

    def others(self) -> Any:
        return super().others().exclude(pk=self.cleaned_data["person"].pk)

    def clean(self) -> dict[str, Any]:
        person = self.cleaned_data.get("person")
        if person is None:
            return self.cleaned_data
        data = super().clean()
        pending = PersonChange.objects.filter(person=person, state=FilingState.SUBMITTED)
        if pending.exclude(pk=self.instance.pk).exists():
            self.add_error(None, f"“{person}”已有修改待审核，请等待审核结果，或先撤回那一份。")
        elif not self.errors and all(
            data[name] == value for name, value in values_of(person, PersonData).items()
        ):
            self.add_error(None, "内容与现有信息相同，没有需要审核的修改。")
        return data


class PersonRemovalForm(FilingForm):
    class Meta:
        model = PersonRemoval
        fields = ["person"]
        error_messages = NOT_YOURS

    def set_up(self) -> None:
        self.fields["person"].queryset = self.actor.organisation.people.held()


class PersonChangeDesk(Desk):
    """修改人员资质证书信息，由管理人员审核，通过后生效并在网站展示。"""

    title = "人员资质修改"
    review_menu = "审核/人员资质修改审核"
    order = 84
    filing, form = PersonChange, PersonChangeForm
    filed_by = AGENCY
    reviewed_by = (BY_ADMINISTRATOR,)
    slots = (CERTIFICATE,)
    verb = "修改"
    submit_label = "完成"

    def available(self, *, actor: Actor, now: datetime) -> bool:
        return actor.organisation.people.held().exists()

    def before(self, *, actor: Actor, case: None, form: FilingForm) -> Person:
        return form.cleaned_data["person"]

    def label(self, form: FilingForm) -> str:
        return f"修改：{form.cleaned_data['person']}"

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
        waiting = PersonChange.objects.filter(person=OuterRef("pk"), state=FilingState.SUBMITTED)
        people = actor.organisation.people.held().annotate(change_waits=Exists(waiting))
        changes = Filing.objects.filter(organisation=actor.organisation, desk=PersonChangeDesk.key)
        return {
            "people": [(person, expiry_of(person.valid_until, now=now)) for person in people],
            "changes": changes.exclude(state__in=(FilingState.DISCARDED, FilingState.APPROVED)),
            "change": desk_of(PersonChangeDesk),
            "removal": desk_of(PersonRemovalDesk),
        }

    def take_effect(self, filing: PersonAddition, *, actor: Actor, now: datetime) -> None:
        services.grant_person(organisation=filing.organisation, data=values_of(filing, PersonData), now=now)

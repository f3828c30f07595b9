"""公司资质: the certificates of the company itself."""

from datetime import datetime
from typing import Any

from django import forms

from pingzhun.directory import services
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import QualificationData, QualificationType
from pingzhun.directory.services import values_of
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import FilingForm
from pingzhun.standing.held import EXPIRES_SOON, SCAN, HeldChangeDesk, HeldChangeForm, HeldForm, expiry_of

QUALIFICATION = ["type", "certificate_number", "issued_by", "valid_until"]
CERTIFICATE = Slot("certificate", "资质证书", required=True, types=SCAN, hint="证书扫描件")


def types_in_use() -> Any:
    return QualificationType.objects.filter(is_active=True)


class QualificationAdditionForm(HeldForm):
    """`Meta.model` is the market's, of `QualificationData`."""

    holds, key = "qualifications", ("type", "certificate_number")
    twice = "该证书已登记。证书换发的，请变更原证书，或删除后新增。"

    class Meta:
        fields = QUALIFICATION
        widgets = {"type": forms.Select(attrs={"data-search": ""})}

    def set_up(self) -> None:
        self.fields["type"].queryset = types_in_use()


class QualificationAdditionDesk(Desk, abstract=True):
    """Lists what the company holds, with what soon expires, and takes up another one after review."""

    slots = (CERTIFICATE,)
    list_template = "standing/qualifications.html"

    def label(self, form: FilingForm) -> str:
        return f"新增：{form.cleaned_data['type']}"

    def listed(
        self,
        actor: Actor,
        *,
        change: HeldChangeDesk | None = None,
        removal: Desk | None = None,
        now: datetime,
    ) -> dict[str, Any]:
        """What the page shows, with the desks whose buttons stand in the rows."""
        held = actor.organisation.qualifications.held().select_related("type")
        held = change.marked(held) if change else held
        rows = [(each, expiry_of(each.valid_until, now=now)) for each in held]
        return {
            "qualifications": rows,
            "expiring": [each for each, expiry in rows if expiry],
            "expires_soon": EXPIRES_SOON,
            "change": change,
            "changes": change.unfinished(actor) if change else (),
            "removal": removal,
        }

    def take_effect(self, filing: Any, *, actor: Actor, now: datetime) -> None:
        data = values_of(filing, QualificationData)
        services.grant_qualification(organisation=filing.organisation, data=data, now=now)


class QualificationChangeForm(HeldChangeForm):
    """`Meta.model` is the market's, of `QualificationData` with `qualification_held`."""

    holds, key = QualificationAdditionForm.holds, QualificationAdditionForm.key
    twice = "该证书已登记，不能重复。"
    changes, says = "qualification_held", QualificationData

    class Meta:
        fields = ["qualification_held", *QUALIFICATION]
        widgets = QualificationAdditionForm.Meta.widgets | {"qualification_held": forms.HiddenInput}
        error_messages = {"qualification_held": {"invalid_choice": "该资质不在您单位名下，或已经删除。"}}

    def set_up(self) -> None:
        super().set_up()
        self.fields["type"].queryset = types_in_use()


class QualificationChangeDesk(HeldChangeDesk, abstract=True):
    """A renewed or corrected certificate takes the place of the listed one after review."""

    slots = (CERTIFICATE,)
    verb = "变更"

    def take_effect(self, filing: Any, *, actor: Actor, now: datetime) -> None:
        data = values_of(filing, QualificationData)
        services.change_qualification(qualification=filing.qualification_held, data=data, now=now)

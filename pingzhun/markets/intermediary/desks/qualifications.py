"""机构信息/公司资质: the company's own certificates, with a warning before they expire."""

from datetime import datetime
from typing import Any

from pingzhun.directory import services
from pingzhun.directory.actors import Actor
from pingzhun.filings.desks import Desk, desk_of
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.intermediary.market import AGENCY
from pingzhun.markets.intermediary.models import QualificationAddition, QualificationRemoval
from pingzhun.markets.intermediary.parties import BY_ADMINISTRATOR
from pingzhun.standing import qualifications


class QualificationAdditionForm(qualifications.QualificationAdditionForm):
    twice = "该证书已登记。证书换发的，请先删除原证书再新增。"

    class Meta(qualifications.QualificationAdditionForm.Meta):
        model = QualificationAddition


class QualificationRemovalForm(FilingForm):
    class Meta:
        model = QualificationRemoval
        fields = ["qualification_held"]
        error_messages = {"qualification_held": {"invalid_choice": "该资质不在您单位名下，或已经删除。"}}

    def set_up(self) -> None:
        held = self.actor.organisation.qualifications.held()
        self.fields["qualification_held"].queryset = held.select_related("type")


class QualificationRemovalDesk(Desk):
    """删除立即生效，此后不能报名要求该资质的项目。"""

    title = "公司资质删除"
    order = 85
    filing, form = QualificationRemoval, QualificationRemovalForm
    filed_by = AGENCY
    verb = "删除"
    submit_label = "删除"
    confirm = "若项目要求该资质，机构将无法报名。"
    submitted_message = "已删除该公司资质。"

    def label(self, form: FilingForm) -> str:
        return f"删除：{form.cleaned_data['qualification_held']}"

    def take_effect(self, filing: QualificationRemoval, *, actor: Actor, now: datetime) -> None:
        services.remove_qualification(qualification=filing.qualification_held, now=now)


class QualificationAdditionDesk(qualifications.QualificationAdditionDesk):
    """本单位的资质证书。新增由管理人员审核后生效，删除立即生效；过期的资质不能用于报名。"""

    title = "公司资质"
    menu = "机构信息/公司资质"
    review_menu = "审核/公司资质审核"
    order = 85
    filing, form = QualificationAddition, QualificationAdditionForm
    filed_by = AGENCY
    reviewed_by = (BY_ADMINISTRATOR,)

    def list_context(self, *, actor: Actor, now: datetime) -> dict[str, Any]:
        return self.listed(actor, removal=desk_of(QualificationRemovalDesk), now=now)

"""名册库信息管理/企业资质: added and changed after review, and warned of before they expire (R16)."""

from datetime import datetime
from typing import Any

from pingzhun.directory.actors import Actor
from pingzhun.filings.desks import desk_of
from pingzhun.markets.smallworks.market import COMPANIES
from pingzhun.markets.smallworks.models import CompanyQualificationAddition, CompanyQualificationChange
from pingzhun.markets.smallworks.parties import BY_ROSTER_AUTHORITY
from pingzhun.standing import qualifications


class QualificationAdditionForm(qualifications.QualificationAdditionForm):
    twice = "该资质已登记。证书换发的，请在列表中点击该资质的“变更”。"

    class Meta(qualifications.QualificationAdditionForm.Meta):
        model = CompanyQualificationAddition


class QualificationChangeForm(qualifications.QualificationChangeForm):
    class Meta(qualifications.QualificationChangeForm.Meta):
        model = CompanyQualificationChange


class QualificationChangeDesk(qualifications.QualificationChangeDesk):
    """资质证书换发或信息有误的，变更后由行业主管审核，通过后生效。"""

    title = "企业资质变更"
    review_menu = "名册库信息管理/企业资质变更审核"
    order = 75
    filing, form = CompanyQualificationChange, QualificationChangeForm
    filed_by = COMPANIES
    reviewed_by = (BY_ROSTER_AUTHORITY,)


class QualificationAdditionDesk(qualifications.QualificationAdditionDesk):
    """本企业的资质。新增和变更由行业主管审核后生效；资质全部过期的不能报名。"""

    title = "企业资质"
    menu = "名册库信息管理/企业资质"
    review_menu = "名册库信息管理/企业资质审核"
    order = 74
    filing, form = CompanyQualificationAddition, QualificationAdditionForm
    filed_by = COMPANIES
    reviewed_by = (BY_ROSTER_AUTHORITY,)
    verb = "新增资质"

    def list_context(self, *, actor: Actor, now: datetime) -> dict[str, Any]:
        return self.listed(actor, change=desk_of(QualificationChangeDesk), now=now)

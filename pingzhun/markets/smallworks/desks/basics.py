"""基本信息: a company's change is reviewed by its 行业主管, a 街镇's takes effect at once (R15)."""

from pingzhun.markets.smallworks.market import COMPANIES, TOWN
from pingzhun.markets.smallworks.models import BasicDataChange
from pingzhun.markets.smallworks.parties import BY_ROSTER_AUTHORITY
from pingzhun.standing import profile


class BasicDataForm(profile.ProfileForm):
    class Meta(profile.ProfileForm.Meta):
        model = BasicDataChange


class CompanyBasicDataDesk(profile.ProfileDesk):
    """核对企业基本信息；变更由行业主管审核，通过后生效。"""

    menu = "名册库信息管理/基本信息"
    review_menu = "名册库信息管理/基本信息变更审核"
    order = 73
    filing, form = BasicDataChange, BasicDataForm
    filed_by = COMPANIES
    reviewed_by = (BY_ROSTER_AUTHORITY,)
    verb = "变更"


class TownBasicDataDesk(profile.ProfileDesk):
    """核对街镇基本信息；变更提交后立即生效。"""

    menu = "街镇信息管理/基本信息"
    order = 73
    filing, form = BasicDataChange, BasicDataForm
    filed_by = TOWN
    verb = "变更"
    submitted_message = "基本信息已变更。"

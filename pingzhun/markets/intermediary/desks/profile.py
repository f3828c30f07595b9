"""机构信息/基本信息: a change takes effect only after review (Y20)."""

from pingzhun.markets.intermediary.market import AGENCY, ENTITY
from pingzhun.markets.intermediary.models import ProfileChange
from pingzhun.markets.intermediary.parties import BY_ADMINISTRATOR
from pingzhun.standing import profile


class ProfileForm(profile.ProfileForm):
    class Meta(profile.ProfileForm.Meta):
        model = ProfileChange


class ProfileDesk(profile.ProfileDesk, abstract=True):
    """What the desks of both kinds of organisations share."""

    menu = "机构信息/基本信息"
    order = 80
    filing, form = ProfileChange, ProfileForm
    reviewed_by = (BY_ADMINISTRATOR,)


class AgencyProfileDesk(ProfileDesk):
    """修改单位信息和联系方式，由管理人员审核，通过后生效。"""

    review_menu = "审核/基本信息审核"
    filed_by = AGENCY


class EntityProfileDesk(ProfileDesk):
    """修改单位信息和联系方式，由管理人员审核，通过后生效。"""

    review_menu = "审核/项目单位信息审核"
    filed_by = ENTITY

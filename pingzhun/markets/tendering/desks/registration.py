"""注册: how agents, procuring entities and suppliers come in. The 交易中心 reviews."""

from pingzhun.markets.tendering.capacities import AGENT, ENTITY, SUPPLIER
from pingzhun.markets.tendering.menu import CENTRE_ROOT
from pingzhun.markets.tendering.models import (
    AgentRegistration,
    ProcuringEntityRegistration,
    SupplierRegistration,
)
from pingzhun.markets.tendering.parties import BY_CENTRE
from pingzhun.standing.registration import RegistrationDesk, RegistrationForm


class SupplierRegistrationForm(RegistrationForm):
    class Meta(RegistrationForm.Meta):
        model = SupplierRegistration


class SupplierRegistrationDesk(RegistrationDesk):
    """填写单位信息；交易中心审核通过后可以获取招标文件、提问和投标。"""

    title = "供应商注册"
    review_menu = f"{CENTRE_ROOT}/主体审核/供应商审核"
    order = 90
    capacity = SUPPLIER
    reviewed_by = (BY_CENTRE,)
    filing, form = SupplierRegistration, SupplierRegistrationForm
    submit_label = "提交信息"
    verb = "注册"


class AgentRegistrationForm(RegistrationForm):
    class Meta(RegistrationForm.Meta):
        model = AgentRegistration


class AgentRegistrationDesk(RegistrationDesk):
    """填写单位信息；交易中心审核通过后可以受采购人委托注册项目、组织招标。"""

    title = "招标代理注册"
    review_menu = f"{CENTRE_ROOT}/主体审核/招标代理审核"
    order = 91
    capacity = AGENT
    reviewed_by = (BY_CENTRE,)
    filing, form = AgentRegistration, AgentRegistrationForm
    submit_label = "提交信息"
    verb = "注册"


class ProcuringEntityRegistrationForm(RegistrationForm):
    class Meta(RegistrationForm.Meta):
        model = ProcuringEntityRegistration


class ProcuringEntityRegistrationDesk(RegistrationDesk):
    """填写单位信息；交易中心审核通过后可以委托代理机构，确认招标文件和采购结果。"""

    title = "采购人注册"
    review_menu = f"{CENTRE_ROOT}/主体审核/采购人审核"
    order = 92
    capacity = ENTITY
    reviewed_by = (BY_CENTRE,)
    filing, form = ProcuringEntityRegistration, ProcuringEntityRegistrationForm
    submit_label = "提交信息"
    verb = "注册"

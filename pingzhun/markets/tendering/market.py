"""政府采购: open tenders in lots, from the registered project to the filed contract (manual 001)."""

from pingzhun.cases.markets import Entrance, Market, register
from pingzhun.markets.tendering.capacities import AGENT, CENTRE, ENTITY, SUPERVISOR, SUPPLIER

market = register(
    Market(
        key="tendering",
        title="政府采购",
        summary="货物和服务公开招标：项目注册、场地、招标文件、公告、加密投标、开标、评标、中标，全程在线。",
        icon="gavel",
        code_prefix="ZC",
        capacities=(AGENT, ENTITY, SUPPLIER, CENTRE, SUPERVISOR),
        entrances=(
            Entrance(
                "供应商",
                "登记后可以获取招标文件、提问、在线投标。",
                SUPPLIER,
                "tendering.supplier-registration",
                "注册",
            ),
            Entrance(
                "招标代理",
                "受采购人委托组织招标，从项目注册到中标公告。",
                AGENT,
                "tendering.agent-registration",
                "注册",
            ),
            Entrance(
                "采购人",
                "委托代理机构，确认招标文件和采购结果。",
                ENTITY,
                "tendering.procuring-entity-registration",
                "注册",
            ),
            Entrance(
                "评审专家",
                "以个人身份申请进入评审专家库，通过后参加随机抽取。",
                None,
                "tendering.expert-application",
                "申请",
            ),
        ),
        menu_icons=(
            ("采购业务", "gavel"),
            ("采购人业务", "building-bank"),
            ("投标业务", "file-dollar"),
            ("交易中心", "building-community"),
            ("监督", "shield-check"),
            ("评审", "scale"),
        ),
    )
)

__all__ = ["AGENT", "CENTRE", "ENTITY", "SUPERVISOR", "SUPPLIER", "market"]

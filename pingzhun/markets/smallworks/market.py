"""散小工程: small construction works of the towns, let to companies of the roster (manual 002)."""

from pingzhun.cases.markets import Market, register
from pingzhun.directory.capacities import CapacityKind

AUTHORITY = CapacityKind("smallworks.authority", "行业主管", official=True, administers=True)
SUPERVISOR = CapacityKind("smallworks.supervisor", "监理单位")
AUDITOR = CapacityKind("smallworks.auditor", "审计单位")
TOWN = CapacityKind("smallworks.town", "街镇")
AGENT = CapacityKind("smallworks.agent", "代理机构")
BUILDER = CapacityKind("smallworks.builder", "施工单位")

market = register(
    Market(
        key="smallworks",
        title="散小工程",
        summary="街镇的小型工程和应急工程，公开发包、名册报名、比选中选，施工、竣工、评价全程留痕。",
        icon="building-community",
        code_prefix="SX",
        capacities=(AUTHORITY, SUPERVISOR, AUDITOR, TOWN, AGENT, BUILDER),
        menu_icons=(
            ("我的报名", "clipboard-list"),
            ("小型工程项目管理", "backhoe"),
            ("小型工程交易事物查看", "eye"),
        ),
    )
)

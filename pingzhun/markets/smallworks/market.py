"""散小工程: small construction works of the towns, let to companies of the roster (manual 002)."""

from pingzhun.cases.markets import Entrance, Market, register
from pingzhun.markets.smallworks.capacities import (
    AGENT,
    AUDITOR,
    AUTHORITY,
    BUILDER,
    COMPANIES,
    SUPERVISOR,
    TOWN,
)

REGISTRATION = "smallworks.company-registration"

market = register(
    Market(
        key="smallworks",
        title="散小工程",
        summary="街镇的小型工程和应急工程，公开发包、名册报名、比选中选，施工、竣工、评价全程留痕。",
        icon="building-community",
        code_prefix="SX",
        capacities=(AUTHORITY, SUPERVISOR, AUDITOR, TOWN, AGENT, BUILDER),
        entrances=(
            Entrance("施工单位", "进入名册库后，可以报名小型工程项目。", BUILDER, REGISTRATION, "注册"),
            Entrance("监理单位", "对施工进行监理，上传监理报告。", SUPERVISOR, REGISTRATION, "注册"),
            Entrance("审计单位", "审定结算金额，上传审计报告。", AUDITOR, REGISTRATION, "注册"),
            Entrance("代理机构", "受街镇委托代理发包。", AGENT, REGISTRATION, "注册"),
            Entrance(
                "街镇", "立项、发包、填报施工和竣工信息。", TOWN, "smallworks.town-registration", "注册"
            ),
        ),
        menu_icons=(
            ("通知浏览与发布", "bell"),
            ("公告与项目", "speakerphone"),
            ("名册库信息管理", "address-book"),
            ("街镇信息管理", "building"),
            ("我的报名", "clipboard-list"),
            ("小型工程项目管理", "backhoe"),
            ("小型工程交易事物查看", "eye"),
        ),
    )
)

__all__ = ["AGENT", "AUDITOR", "AUTHORITY", "BUILDER", "COMPANIES", "SUPERVISOR", "TOWN", "market"]

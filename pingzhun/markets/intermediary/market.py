"""中介超市: agencies enrol and quote for small service jobs (manual 000)."""

from pingzhun.cases.markets import Entrance, Market, register
from pingzhun.directory.capacities import CapacityKind

AGENCY = CapacityKind("intermediary.agency", "中介机构")
ENTITY = CapacityKind("intermediary.entity", "项目单位", opens=True)
REGULATOR = CapacityKind("intermediary.regulator", "监管机构", official=True, opens=True)
ADMINISTRATOR = CapacityKind(
    "intermediary.administrator", "管理人员", official=True, administers=True, opens=True
)

market = register(
    Market(
        key="intermediary",
        title="中介超市",
        summary="工程造价、招标代理、测绘、环评等中介服务，公开报名、公平选取、全程留痕。",
        icon="building-store",
        code_prefix="ZJ",
        capacities=(AGENCY, ENTITY, REGULATOR, ADMINISTRATOR),
        entrances=(
            Entrance(
                "中介机构",
                "入驻后可按资质和服务范围报名竞价、比选项目。",
                AGENCY,
                "intermediary.agency-registration",
            ),
            Entrance(
                "项目单位",
                "发布中介服务项目，选取中介机构，管理合同与评价。",
                ENTITY,
                "intermediary.entity-registration",
            ),
        ),
        menu_icons=(
            ("项目流程", "route"),
            ("机构信息", "building"),
            ("项目管理", "folders"),
            ("审核", "checkbox"),
            ("监管", "shield-check"),
            ("基础数据", "database"),
        ),
    )
)

"""What the parties of a tender are told (P8)."""

from pingzhun.messages.kinds import Kind, register

CATEGORY = "政府采购"

MANDATED = register(
    Kind(
        "tendering.mandated",
        title="受托招标",
        category=CATEGORY,
        sms=True,
        text="{{ entity|truncatechars:20 }}委托贵单位办理“{{ title|truncatechars:20 }}”，请登录注册项目。",
    )
)
SEAT_VACANT = register(
    Kind(
        "tendering.seat-vacant",
        title="评标委员会有空缺",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”的评标委员会有成员退出，席位空缺，请在“补抽专家”办理。",
    )
)

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

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

# ---- 质疑投诉 --------------------------------------------------------------------------------------------------------

CHALLENGED = register(
    Kind(
        "tendering.challenged",
        title="收到质疑",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”收到质疑，请在 {{ due|date:'m-d' }} 前答复。",
    )
)
CHALLENGE_ANSWERED = register(
    Kind(
        "tendering.challenge_answered",
        title="质疑已答复",
        category=CATEGORY,
        sms=True,
        text="贵单位对“{{ title|truncatechars:20 }}”的质疑已答复，请登录查看。",
    )
)
ANSWER_OVERDUE = register(
    Kind(
        "tendering.answer_overdue",
        title="质疑逾期未答复",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”的质疑逾期未答复，质疑人可以向监督部门投诉。",
    )
)
COMPLAINED = register(
    Kind(
        "tendering.complained",
        title="投诉已受理",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”的投诉已由监督部门受理，请登录查看并书面说明。",
    )
)
RULING_OVERDUE = register(
    Kind(
        "tendering.ruling_overdue",
        title="投诉处理逾期",
        category=CATEGORY,
        text="“{{ title }}”的投诉处理期限已过，请尽快作出处理决定。",
    )
)
HALTED = register(
    Kind(
        "tendering.halted",
        title="暂停采购活动",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:16 }}”暂停采购活动：{{ reason|truncatechars:24 }}",
    )
)
RULED = register(
    Kind(
        "tendering.ruled",
        title="投诉处理决定",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:16 }}”投诉处理决定：{{ outcome|truncatechars:24 }}。",
    )
)
TO_CONFIRM = register(
    Kind(
        "tendering.to_confirm",
        title="请重新确认投标",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:16 }}”已发布变更，投标截至 {{ until|date:'m-d H:i' }}，请登录重新确认投标。",
    )
)
TO_OPEN_BIDS = register(
    Kind(
        "tendering.to_open",
        title="请开启投标",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:16 }}”投标已截止，须 {{ threshold }} 家单位共同开启，请携密钥文件登录办理。",
    )
)
OPENING_REMINDER = register(
    Kind(
        "tendering.opening_reminder",
        title="投标尚未开启",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”的投标仍待开启，贵单位尚未办理，请尽快登录“报价开启”办理。",
    )
)
OPENING_OVERDUE = register(
    Kind(
        "tendering.opening_overdue",
        title="开标逾期",
        category=CATEGORY,
        text="“{{ title }}”逾期未能开标，尚未办理的单位：{{ names }}。{{ remedy }}",
    )
)
OPENED = register(
    Kind(
        "tendering.opened",
        title="已开标",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”已开标，请登录“开标大厅”查看并确认开标记录。",
    )
)
NOT_OPENED = register(
    Kind(
        "tendering.not_opened",
        title="未能开标",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:16 }}”未能开标：{{ reason|truncatechars:30 }}",
    )
)
OBJECTED = register(
    Kind(
        "tendering.objected",
        title="开标异议",
        category=CATEGORY,
        sms=True,
        text="{{ bidder|truncatechars:16 }}对“{{ title|truncatechars:16 }}”的开标记录提出异议，请及时处理。",
    )
)

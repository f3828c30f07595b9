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
ANNOUNCED = register(
    Kind(
        "tendering.announced",
        title="招标公告已发布",
        category=CATEGORY,
        text="“{{ title|truncatechars:20 }}”招标公告已发布，{{ until|date:'m-d H:i' }} 开标。",
    )
)
CHANGED = register(
    Kind(
        "tendering.changed",
        title="变更公告",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:18 }}”已发布变更公告，{{ until|date:'m-d H:i' }} 开标，请查看。",
    )
)
SUSPENDED = register(
    Kind(
        "tendering.suspended",
        title="项目暂停",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”已暂停。原因：{{ reason|truncatechars:24 }}",
    )
)
CANCELLED = register(
    Kind(
        "tendering.cancelled",
        title="项目取消",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”已取消。原因：{{ reason|truncatechars:24 }}",
    )
)
FAILED = register(
    Kind(
        "tendering.failed",
        title="废标公告",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”已废标。理由：{{ reason|truncatechars:24 }}",
    )
)
TENDERED_AGAIN = register(
    Kind(
        "tendering.tendered_again",
        title="重新招标",
        category=CATEGORY,
        text="“{{ title }}”将重新招标，请留意新的招标公告；需要重新获取招标文件并投标。",
    )
)
# 招标文件, 答疑, 询问

TO_CONFIRM = register(
    Kind(
        "tendering.document_to_confirm",
        title="招标文件待确认",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:30 }}”的招标文件已提交，请登录确认。",
    )
)
CONFIRMED = register(
    Kind(
        "tendering.document_confirmed",
        title="招标文件已确认",
        category=CATEGORY,
        text="采购人已确认“{{ title|truncatechars:30 }}”的招标文件。",
    )
)
RETURNED = register(
    Kind(
        "tendering.document_returned",
        title="招标文件被退回",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”的招标文件被采购人退回：{{ reason|truncatechars:20 }}。请重新制作。",
    )
)
CLARIFIED = register(
    Kind(
        "tendering.clarified",
        title="招标文件澄清",
        category=CATEGORY,
        sms=True,
        email=True,
        text="“{{ title|truncatechars:25 }}”发布了第{{ number }}次澄清，请登录下载答疑文件。",
    )
)
ASKED = register(
    Kind(
        "tendering.asked",
        title="供应商询问",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”有供应商询问，请于 {{ until|date:'Y-m-d H:i' }} 前答复。",
    )
)
ANSWERED = register(
    Kind(
        "tendering.enquiry_answered",
        title="询问已答复",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:30 }}”的询问已答复，请登录查看。",
    )
)
ENQUIRY_OVERDUE = register(
    Kind(
        "tendering.enquiry_overdue",
        title="询问逾期未答复",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”有一项询问已到答复期限，尚未答复，请尽快办理。",
    )
)
RECONFIRM = register(
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
# ---- 评标 and 定标 -------------------------------------------------------------------------------------------------------

SEAT_VACANT = register(
    Kind(
        "tendering.seat-vacant",
        title="评标委员会有空缺",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”的评标委员会有成员退出，席位空缺，请在“补抽专家”办理。",
    )
)

# ---- 评标, 定标, 合同 -------------------------------------------------------------------------------------------------

THINK_AGAIN = register(
    Kind(
        "tendering.think_again",
        title="评审意见复核",
        category=CATEGORY,
        text="评标组长请您复核“{{ title|truncatechars:20 }}”的评审意见。",
    )
)
TO_SIGN = register(
    Kind(
        "tendering.to_sign",
        title="评标报告待签字",
        category=CATEGORY,
        text="“{{ title|truncatechars:20 }}”的评标报告已形成，请核对后签字。",
    )
)
EXPLAIN_PRICE = register(
    Kind(
        "tendering.explain_price",
        title="报价合理性说明",
        category=CATEGORY,
        sms=True,
        text="评标委员会请贵单位说明“{{ title|truncatechars:16 }}”的报价，请于 {{ until|when }} 前提交。",
    )
)
EVALUATED = register(
    Kind(
        "tendering.evaluated",
        title="评标结束",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”评标结束，评标报告已送达，请采购人在 {{ workdays }} 内确定中标人。",
    )
)
NOT_EVALUATED = register(
    Kind(
        "tendering.not_evaluated",
        title="项目废标",
        category=CATEGORY,
        text="“{{ title|truncatechars:20 }}”废标：{{ reason }}请发布废标公告。",
    )
)
DECISION_OVERDUE = register(
    Kind(
        "tendering.decision_overdue",
        title="确定中标人逾期",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”确定中标人的期限已到，请尽快办理。",
    )
)
DECIDED = register(
    Kind(
        "tendering.decided",
        title="中标人已确定",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”已确定中标人，请在 {{ workdays }} 内发布中标公告。",
    )
)
AWARDED = register(
    Kind(
        "tendering.awarded",
        title="中标通知",
        category=CATEGORY,
        sms=True,
        text="恭喜，贵单位中标“{{ title|truncatechars:16 }}”，请下载中标通知书，{{ days }} 内签订合同。",
    )
)
NOT_AWARDED = register(
    Kind(
        "tendering.not_awarded",
        title="未中标通知",
        category=CATEGORY,
        text="贵单位未中标“{{ title|truncatechars:20 }}”。{{ reason }}",
    )
)
RENOUNCED = register(
    Kind(
        "tendering.renounced",
        title="中标人放弃中标",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”的中标人放弃中标，请采购人重新确定中标人，或者废标。",
    )
)
PUBLICATION_OVERDUE = register(
    Kind(
        "tendering.publication_overdue",
        title="发布中标公告逾期",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”发布中标公告的期限已到，请尽快办理。",
    )
)
DUE_MOVED = register(
    Kind(
        "tendering.due_moved",
        title="期限调整",
        category=CATEGORY,
        text="因工作日历更新，“{{ title|truncatechars:20 }}”的办理期限调整为 {{ after|when }}。",
    )
)
CONTRACT_OVERDUE = register(
    Kind(
        "tendering.contract_overdue",
        title="签订合同逾期",
        category=CATEGORY,
        text="“{{ title|truncatechars:20 }}”签订合同的期限已到，请尽快签订并备案。",
    )
)

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
ANSWER_OVERDUE = register(
    Kind(
        "tendering.enquiry_overdue",
        title="询问逾期未答复",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”有一项询问已到答复期限，尚未答复，请尽快办理。",
    )
)

"""What those who evaluate are told. No text says of which case: who sees it by chance must not learn who sits where."""

from pingzhun.messages.kinds import Kind, register

CATEGORY = "评审"

DRAWN = register(
    Kind(
        "experts.drawn",
        title="您有新的评审任务",
        category=CATEGORY,
        sms=True,
        text="您已被确定为评标委员会成员，请登录在“我的评审”查看时间；有利害关系或不能到场的请立即办理回避。请保密。",
    )
)
RELEASED = register(
    Kind(
        "experts.released",
        title="评审任务已取消",
        category=CATEGORY,
        sms=True,
        text="您的一项评审任务已取消，不必到场，请登录在“我的评审”查看。",
    )
)
SUSPENDED = register(
    Kind(
        "experts.suspended",
        title="您已被停用",
        category=CATEGORY,
        sms=True,
        text="您的评审专家资格停用至 {{ until|date:'Y-m-d' }}，期间不参加抽取。原因：{{ reason|truncatechars:20 }}",
    )
)
REINSTATED = register(
    Kind(
        "experts.reinstated",
        title="您已恢复",
        category=CATEGORY,
        sms=True,
        text="您的评审专家资格已恢复，即日起参加抽取。原因：{{ reason|truncatechars:24 }}",
    )
)

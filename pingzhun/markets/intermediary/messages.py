"""What the parties of a job are told (P8)."""

from pingzhun.messages.kinds import Kind, register

SELECTED = register(
    Kind(
        "intermediary.selected",
        title="您单位已中选",
        category="中介超市",
        sms=True,
        text="贵单位已中选“{{ title }}”，请于 {{ until|date:'Y-m-d' }} 前上传合同备案。",
    )
)
NOT_SELECTED = register(
    Kind(
        "intermediary.not_selected",
        title="选取结果",
        category="中介超市",
        text="“{{ title }}”已确定中选机构，贵单位未中选，详见中选公告。",
    )
)
TO_COMPARE = register(
    Kind(
        "intermediary.to_compare",
        title="请进行比选评审",
        category="中介超市",
        sms=True,
        text="“{{ title }}”报名已截止，有效报名 {{ count }} 家，请进行比选评审。",
    )
)
TO_OPEN = register(
    Kind(
        "intermediary.to_open",
        title="请开启报价",
        category="中介超市",
        sms=True,
        text="“{{ title }}”报名已截止，报价待开启，须 {{ threshold }} 家单位共同开启，请携密钥文件登录“报价开启”办理。",
    )
)
OPENING_REMINDER = register(
    Kind(
        "intermediary.opening_reminder",
        title="报价尚未开启",
        category="中介超市",
        sms=True,
        text="“{{ title }}”的报价仍待开启，贵单位尚未办理，请尽快登录“报价开启”办理。",
    )
)
OPENING_OVERDUE = register(
    Kind(
        "intermediary.opening_overdue",
        title="报价开启逾期",
        category="中介超市",
        text="“{{ title }}”的报价逾期未能开启，尚未办理的单位：{{ names }}。{{ remedy }}",
    )
)
FAILED = register(
    Kind(
        "intermediary.failed",
        title="选取失败",
        category="中介超市",
        sms=True,
        text="“{{ title }}”选取失败：{{ reason }}可重新发布或取消项目。",
    )
)
ENDED = register(
    Kind(
        "intermediary.ended",
        title="项目终止选取",
        category="中介超市",
        text="您单位报名的“{{ title }}”{{ what }}：{{ reason }}",
    )
)
POSTPONED = register(
    Kind(
        "intermediary.postponed",
        title="报名截止时间延后",
        category="中介超市",
        sms=True,
        text="“{{ title }}”因系统故障延期，报名截至 {{ until|date:'Y-m-d H:i' }}。{{ what }}",
    )
)
CONTRACT_OVERDUE = register(
    Kind(
        "intermediary.contract_overdue",
        title="合同备案已逾期",
        category="中介超市",
        sms=True,
        text="“{{ title }}”的合同备案期限已过，请尽快上传合同，项目单位现可取消项目。",
    )
)
CONTRACT_DUE_MOVED = register(
    Kind(
        "intermediary.contract_due_moved",
        title="合同备案期限调整",
        category="中介超市",
        sms=True,
        text="工作日历更新，“{{ title }}”的合同备案期限调整为 {{ after|date:'Y-m-d H:i' }}。",
    )
)
JOB_RATED = register(
    Kind(
        "intermediary.rated",
        title="项目评价完成",
        category="中介超市",
        text="“{{ title }}”评价完成，综合评分 {{ score }} 分。",
    )
)

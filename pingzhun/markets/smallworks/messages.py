"""What the parties of a project are told (P8)."""

from pingzhun.messages.kinds import Kind, register

CATEGORY = "散小工程"

ENTRUSTED = register(
    Kind(
        "smallworks.entrusted",
        title="受托发包",
        category=CATEGORY,
        sms=True,
        text="{{ town }}委托贵单位代理“{{ title|truncatechars:20 }}”发包，请登录办理。",
    )
)
MANDATE_ENDED = register(
    Kind(
        "smallworks.mandate_ended",
        title="委托发包终止",
        category=CATEGORY,
        text="“{{ title }}”不再由贵单位代理发包。原因：{{ reason }}",
    )
)
CORRECTED = register(
    Kind(
        "smallworks.corrected",
        title="更正公告",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:16 }}”已发布更正公告，报名截至 {{ until|date:'m-d H:i' }}，请查看。",
    )
)
TO_EXAMINE = register(
    Kind(
        "smallworks.to_examine",
        title="请进行资格审查",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”报名已截止，报名 {{ count }} 家，请进行资格审查。",
    )
)
FAILED = register(
    Kind(
        "smallworks.failed",
        title="发包失败",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:16 }}”发包失败：{{ reason }}可重新发布公告或终止项目。",
    )
)
PASSED = register(
    Kind(
        "smallworks.passed",
        title="资格审查通过",
        category=CATEGORY,
        sms=True,
        text="贵单位通过“{{ title|truncatechars:12 }}”资格审查，{{ at|date:'m-d H:i' }} 在{{ place|truncatechars:16 }}比选。",
    )
)
NOT_PASSED = register(
    Kind(
        "smallworks.not_passed",
        title="资格审查未通过",
        category=CATEGORY,
        text="贵单位未通过“{{ title }}”的资格审查。原因：{{ reason }}",
    )
)
SELECTED = register(
    Kind(
        "smallworks.selected",
        title="您单位已中选",
        category=CATEGORY,
        sms=True,
        text="贵单位已中选“{{ title|truncatechars:24 }}”，请与建设单位签订合同。",
    )
)
NOT_SELECTED = register(
    Kind(
        "smallworks.not_selected",
        title="中选结果",
        category=CATEGORY,
        text="“{{ title }}”的中选公示已发布，贵单位未中选。",
    )
)
WITHDRAWN = register(
    Kind(
        "smallworks.winner_withdrew",
        title="中选单位放弃中选",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”的中选单位已放弃中选，请重新发布中选结果。",
    )
)
APPOINTED = register(
    Kind(
        "smallworks.appointed",
        title="项目已开工",
        category=CATEGORY,
        sms=True,
        text="贵单位为“{{ title|truncatechars:16 }}”的{{ part }}，竣工后请上传《{{ paper }}》。",
    )
)
REPORTED = register(
    Kind(
        "smallworks.reported",
        title="报告已上传",
        category=CATEGORY,
        text="“{{ title }}”的《{{ paper }}》已由{{ by }}上传。",
    )
)
TERMINATED = register(
    Kind(
        "smallworks.terminated",
        title="项目终止",
        category=CATEGORY,
        sms=True,
        text="“{{ title|truncatechars:20 }}”已终止。原因：{{ reason|truncatechars:24 }}",
    )
)
EVALUATED = register(
    Kind(
        "smallworks.evaluated",
        title="施工评价",
        category=CATEGORY,
        text="“{{ title }}”的施工评价已提交，得分 {{ score }} 分。",
    )
)

"""What the committee, the parties and the bidders are told of an evaluation and of what follows."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from pingzhun.directory.models import Organisation
from pingzhun.experts.models import Seat
from pingzhun.markets.tendering.messages import CATEGORY
from pingzhun.markets.tendering.models import Lot, LotEvaluation
from pingzhun.messages.kinds import Kind, register
from pingzhun.messages.outbox import send

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


def tell(
    lot: Lot, kind: Kind, to: Iterable[Organisation], *, now: datetime, mark: str = "", **context: object
) -> None:
    """Tell organisations something about a lot, once in this round and evaluation; mark: what else tells it from others."""
    send(
        kind.key,
        to=to,
        context={"title": lot.title, **context},
        link=reverse("console:case", args=[lot.pk]),
        now=now,
        dedupe=f"lot/{lot.pk}/{lot.evaluation}/{kind.key}/{mark}",
    )


def tell_parties(lot: Lot, kind: Kind, *, now: datetime, mark: str = "", **context: object) -> None:
    """The 采购人 and its agent."""
    tell(lot, kind, [lot.procuring_entity, lot.tender.agent], now=now, mark=mark, **context)


def tell_member(evaluation: LotEvaluation, seat: Seat, kind: Kind, *, mark: str, now: datetime) -> None:
    """One member of the committee, in person."""
    send(
        kind.key,
        to=[seat.user],
        context={"title": evaluation.lot.title},
        link=reverse("tendering:room", args=[evaluation.lot_id]),
        now=now,
        dedupe=f"evaluation/{evaluation.pk}/{seat.pk}/{kind.key}/{mark}",
    )

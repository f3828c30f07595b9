"""How projects come in and, while nothing rests on them, go back (H6–H12)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from pingzhun.cases.numbering import next_code
from pingzhun.directory.actors import Actor
from pingzhun.filings.course import FilingState
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import course
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.market import market
from pingzhun.markets.tendering.models import Entrustment, Lot, RegisteredLot, Tender, TenderRegistration
from pingzhun.markets.tendering.models.lots import LotTerms, TenderTerms
from pingzhun.regimes.models import Regime

GONE = (FilingState.DISCARDED, FilingState.LAPSED)


def open_mandates(actor: Actor) -> QuerySet[Entrustment]:
    """What has been entrusted to the actor's agency and is in no registration yet."""
    taken = TenderRegistration.objects.exclude(state__in=GONE)
    return Entrustment.objects.filter(agent=actor.organisation_id, state=FilingState.APPROVED).exclude(
        pk__in=taken.values("mandate_id")
    )


@transaction.atomic
def register(filing: TenderRegistration, *, actor: Actor, now: datetime) -> Tender:
    """An approved 项目注册: the project, and a lot for each line of its 分包明细, in the jurisdiction of its 采购人."""
    tender = Tender.objects.create(
        code=next_code(market.code_prefix, now=now),
        filing=filing,
        procuring_entity=filing.mandate.organisation,
        agent=filing.organisation,
        registered_at=now,
        **{field.name: getattr(filing, field.name) for field in TenderTerms._meta.local_fields},
    )
    for number, said in enumerate(filing.registered_lots.all(), start=1):
        course.course.start(_lot(tender, number, said, now=now), actor=actor, now=now)
    return tender


def _lot(tender: Tender, number: int, said: RegisteredLot, *, now: datetime) -> Lot:
    terms = (field.name for field in LotTerms._meta.local_fields if field.name != "name")
    return Lot(
        code=f"{tender.code}-{number:02}",
        market=market.key,
        kind=Lot._meta.label,
        title=said.name,
        procuring_entity=tender.procuring_entity,
        jurisdiction=tender.filing.jurisdiction,
        regime=Regime.objects.current(now),
        created_at=now,
        tender=tender,
        number=number,
        **{name: getattr(said, name) for name in terms},
    )


def standing_of(tender: Tender) -> str:
    """The state of a project, from its lots: theirs where it is the same for all."""
    states = {LotState(lot.state) for lot in tender.lots.all()}
    if len(states) == 1:
        return str(states.pop().label)
    ended = states <= {*course.course.final, LotState.FAILED}
    return "已结束" if ended else "进行中"


def rests_on(filing: Filing) -> bool:
    """Whether something has been done about one of its lots since."""
    lots = Lot.objects.filter(tender__filing=filing.pk).exclude(state=LotState.WITHDRAWN)
    moved = lots.exclude(state=LotState.REGISTERED).exists()
    return moved or Filing.objects.filter(case__in=lots.values("pk")).exclude(state__in=GONE).exists()


@transaction.atomic
def recall(filing: Filing, *, actor: Actor, now: datetime) -> None:
    """撤回 of an approved registration (H11): its lots end; what is approved later gets another number. Raises Refused."""
    lots = Lot.objects.filter(tender__filing=filing.pk, state=LotState.REGISTERED)
    list(lots.select_for_update(of=("self",)))
    if rests_on(filing):
        raise Refused(
            "该项目的分包已有后续业务（场地预约、招标文件等），不能撤回。请先删除尚未生效的后续业务。"
        )
    for lot in lots:
        course.recall(lot, actor=actor, now=now)

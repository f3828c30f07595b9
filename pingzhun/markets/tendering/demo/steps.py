"""The steps of a tender up to its notice, as its people take them: for the tests, the story and the demonstration."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from pingzhun.filings.casting import Player, scan
from pingzhun.filings.driving import approve, submit
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.desks.entrustment import EntrustmentDesk
from pingzhun.markets.tendering.desks.tender import TenderRegistrationDesk
from pingzhun.markets.tendering.models import Entrustment, Evaluating, Lot, Subject

number = count(1)


def paper(name: str) -> list[tuple[str, bytes]]:
    """A scan of its own each time."""
    return [(f"{name}.pdf", scan(f"{name} {next(number)}"))]


def again(lot: Lot) -> Lot:
    return Lot.objects.get(pk=lot.pk)


# ---- 委托 and 项目注册 -------------------------------------------------------------------------------------------------


def mandate(
    cast: Cast, *, entity: Player | None = None, agent: Player | None = None, **changes: Any
) -> Entrustment:
    data = {
        "name": "衡阳市第一中学计算机教室设备采购",
        "plan_number": "衡财采计〔2026〕0118号",
        "budget": "1200000",
        "agent": (agent or cast.agent).organisation,
        "scope": "编制招标文件、发布公告、组织开标评标、协助签订合同。",
    }
    filing = submit(
        EntrustmentDesk,
        (entity or cast.entity).files,
        data | changes,
        files={"agreement": paper("委托代理协议")},
    )
    return Entrustment.objects.get(pk=filing.pk)


def lot_terms(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "name": "台式计算机",
        "category": cast.categories["台式计算机"],
        "ceiling": "600000",
        "bond": "6000",
        "qualifying": "after",
        "evaluating": Evaluating.SCORED,
    } | changes


def registration(cast: Cast, mandated: Entrustment, **changes: Any) -> dict[str, Any]:
    """What an agent types of a project with one lot."""
    return {
        "mandate": mandated,
        "name": mandated.name,
        "plan_number": mandated.plan_number,
        "subject": Subject.GOODS,
        "budget": str(mandated.budget),
        "content": "台式计算机 120 套，含安装调试和三年质保。",
        "contact_name": "欧阳明",
        "contact_phone": "0734-8840001",
        "registered_lots": [lot_terms(cast)],
    } | changes


def file_tender(
    cast: Cast,
    *,
    mandated: Entrustment | None = None,
    lots: Sequence[dict[str, Any]] = (),
    **changes: Any,
) -> Filing:
    """项目注册 by the agent, not reviewed yet. mandated: a new one unless given; lots: changes of their terms."""
    rows = [lot_terms(cast, **each) for each in lots or ({},)]
    return submit(
        TenderRegistrationDesk,
        cast.agent.files,
        registration(cast, mandated or mandate(cast), registered_lots=rows) | changes,
        files={"application": paper("进场交易申请")},
    )


def register(cast: Cast, *, lots: Sequence[dict[str, Any]] = (), **changes: Any) -> list[Lot]:
    """A registered project's lots, in their order."""
    filing = file_tender(cast, lots=lots, **changes)
    approve(filing, cast.centre.reviews)
    return list(Lot.objects.filter(tender__filing=filing.pk).order_by("number"))

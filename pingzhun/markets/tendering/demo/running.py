"""A tender under way in the demonstration, from 委托代理 to the filed contract, step by step."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from pingzhun.base.localtime import SHANGHAI, local_date
from pingzhun.base.workdays import add_days
from pingzhun.filings.casting import Player
from pingzhun.filings.diary import Act
from pingzhun.filings.driving import approve, submit
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering.demo import (
    steps,
    steps_bids,
    steps_documents,
    steps_evaluation,
    steps_notices,
    steps_rooms,
)
from pingzhun.markets.tendering.demo.city import City
from pingzhun.markets.tendering.demo.data import DEDUCTIONS, SMALL, Brief
from pingzhun.markets.tendering.desks.panel import PanelDrawingDesk
from pingzhun.markets.tendering.desks.tender import TenderRegistrationDesk
from pingzhun.markets.tendering.models import Entrustment, Lot, Subject
from pingzhun.regimes import clock
from pingzhun.regimes.calendar import in_force
from pingzhun.sealing import driving
from pingzhun.sealing.box import box_of

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)
LEAD = 24  # days from the notice to the opening, at least
SAID = {
    Subject.GOODS: {
        "terms": "投标产品须为全新原装正品，提供制造商质量保证书。\n质保期三年，故障响应时间不超过 4 小时。",
        "period": "合同签订后 30 日内",
        "payment": "验收合格后 15 日内支付合同金额的 95%，质保期满后支付 5%。",
    },
    Subject.SERVICES: {
        "terms": "项目负责人一名，具有三年以上同类项目经验；建立服务台账，每季度考核一次。",
        "period": "合同签订之日起 1 年",
        "payment": "按季度支付，考核合格后 15 日内付清当季费用。",
    },
}


class Slots:
    """Mornings and afternoons of the rooms, given out once each: an opening room with an evaluation room beside it."""

    HOURS = (9, 14)

    def __init__(self, city: City) -> None:
        self.pairs = list(zip(*(self._rooms(city, kind) for kind in ("开标", "评标")), strict=True))
        self.taken: set[tuple[date, int, int]] = set()

    @staticmethod
    def _rooms(city: City, kind: str) -> list[Any]:
        return [room for name, room in city.rooms.items() if name.startswith(kind)]

    def next(self, *, days: int) -> tuple[datetime, Any, Any]:
        """The first in so many days or later: its time, 开标室, 评标室."""
        calendar = in_force()
        for day in self._workdays(add_days(local_date(clock.now()), days, calendar=calendar)):
            for hour in self.HOURS:
                for number, (opening, evaluation) in enumerate(self.pairs):
                    if (day, hour, number) not in self.taken:
                        self.taken.add((day, hour, number))
                        return datetime.combine(day, time(hour), SHANGHAI), opening, evaluation
        raise AssertionError

    @staticmethod
    def _workdays(day: date) -> Iterator[date]:
        calendar = in_force()
        while True:
            if calendar.is_workday(day):
                yield day
            day += timedelta(days=1)


class TenderRun:
    """A tender before its lots go their ways."""

    def __init__(self, city: City, slots: Slots, brief: Brief) -> None:
        self.city, self.slots, self.brief = city, slots, brief

    @property
    def sides(self) -> Any:
        """Who takes the steps of this tender, as `steps` asks for them."""
        city, brief = self.city, self.brief
        return SimpleNamespace(
            agent=city.agents[brief.agent],
            entity=city.entities[brief.entity],
            centre=city.centre,
            supervisor=city.supervisor,
            categories=city.categories,
            rooms=city.rooms,
            suppliers=self.suppliers,
        )

    @property
    def suppliers(self) -> list[Player]:
        return [self.city.suppliers[login] for login in self.brief.suppliers]

    def entrust(self) -> Entrustment:
        brief = self.brief
        number = f"衡财采计〔2026〕{brief.budget % 9000 // 10 + brief.day:04}号"
        return steps.mandate(
            self.sides, name=brief.name, plan_number=number, budget=str(brief.budget + brief.budget // 20)
        )

    def file(self, mandate: Entrustment) -> Filing:
        """项目注册, not reviewed yet."""
        brief = self.brief
        lots = [
            steps.lot_terms(
                self.sides,
                name=name,
                category=self.city.categories[brief.category],
                ceiling=str(brief.ceiling(place)),
                bond=str(brief.ceiling(place) // 100 // 100 * 100),
                evaluating=brief.evaluating,
            )
            for place, name in enumerate(brief.lots)
        ]
        agent = self.sides.agent
        said = steps.registration(
            self.sides,
            mandate,
            subject=brief.subject,
            budget=str(brief.budget),
            content=f"{'、'.join(brief.lots)}，具体要求见招标文件。",
            contact_name=agent.filer.name,
            contact_phone=agent.filer.mobile,
            registered_lots=lots,
        )
        files = {"application": steps.paper("进场交易申请")}
        return submit(TenderRegistrationDesk, agent.files, said, files=files)

    def register(self) -> Act:
        """As far as its lots: `lots()` are there afterwards."""
        mandate = self.entrust()
        yield 3 * HOURS
        filing = self.file(mandate)
        yield 3 * HOURS
        approve(filing, self.city.centre.reviews, opinion="资料齐全，同意进场交易。")
        self.filing = filing

    def lots(self) -> list["LotRun"]:
        found = Lot.objects.filter(tender__filing=self.filing.pk).order_by("number")
        return [LotRun(self, lot.pk, lot.number - 1) for lot in found]

    def then(self, fate: Callable[["LotRun"], Act]) -> Act:
        """Registered; each of its lots goes on by itself."""
        yield from self.register()
        diary = self.city.diary
        for place, lot in enumerate(self.lots()):
            diary.plan(fate(lot), after=clock.now() - diary.began + (4 + place) * HOURS)


class LotRun:
    """One lot under way: each method is one step of its people. place: among the lots of its tender."""

    def __init__(self, tender: TenderRun, pk: int, place: int) -> None:
        self.tender, self.pk, self.place = tender, pk, place
        self.sides = tender.sides

    @property
    def lot(self) -> Lot:
        return Lot.objects.get(pk=self.pk)

    @property
    def suppliers(self) -> list[Player]:
        return self.tender.suppliers

    def price(self, place: int) -> Decimal:
        """What the supplier in that place asks: less than the ceiling, in full hundreds."""
        share = Decimal(88 + (place * 3 + self.place * 2) % 10) / 100
        return Decimal(int(self.lot.ceiling * share / 100) * 100)

    # 开标前

    def venue(self, *, days: int = LEAD) -> dict[str, Any]:
        opens_at, opening, evaluation = self.tender.slots.next(days=days)
        return {"opens_at": opens_at, "opening_room": opening, "evaluation_room": evaluation}

    def file_booking(self) -> Filing:
        return steps_rooms.file_booking(self.sides, self.lot, **self.venue(days=LEAD + 3))

    def book(self) -> Act:
        filing = self.file_booking()
        yield 2 * HOURS
        approve(filing, self.sides.centre.reviews, opinion="场地可用，同意预约。")

    def issue(self) -> None:
        subject, entity = self.lot.tender.subject, self.sides.entity.organisation.name
        said = {
            "requirements": f"{self.lot.title}，用于{entity}，数量和配置见采购清单。",
            "place": f"{entity}指定地点",
            "enquiry_contact": self.sides.agent.filer.name,
            "enquiry_phone": self.sides.agent.filer.mobile,
        }
        core = {"core_product": self.lot.title} if subject == Subject.GOODS else {}
        said["price_deduction"] = DEDUCTIONS[self.place % len(DEDUCTIONS)]
        steps_documents.issue(self.sides, self.lot, **SAID[Subject(subject)], **said, **core)

    def confirm(self) -> None:
        steps_documents.confirm(self.sides, self.lot)

    def file_invitation(self) -> Filing:
        return steps_notices.file_invitation(
            self.sides, self.lot, requirement=f"{self.lot.title}，具体要求见招标文件。"
        )

    def announce(self) -> Act:
        """From the registered lot to its 招标公告."""
        yield from self.book()
        self.issue()
        yield 2 * HOURS
        self.confirm()
        yield 2 * HOURS
        filing = self.file_invitation()
        yield 3 * HOURS
        approve(filing, self.sides.centre.reviews, opinion="公告内容与招标文件一致，同意发布。")

    # 投标 and 开标

    def enrol(self) -> Act:
        for supplier in self.suppliers:
            yield 5 * HOURS
            steps_documents.enrol(self.lot, supplier)

    def bid(self) -> Act:
        for place in range(len(self.suppliers)):
            yield 7 * HOURS
            self.bid_of(place)

    def bid_of(self, place: int) -> None:
        """Of the supplier in that place: with a brand of its own, and what it is."""
        supplier = self.suppliers[place]
        declared = {"brand": supplier.organisation.name[2:4]}
        if self.tender.brief.suppliers[place] in SMALL:
            declared["is_small"] = "on"
        steps_bids.bid(self.sides, self.lot, supplier, self.price(place), **declared)

    def tender_until_closed(self) -> Act:
        yield from self.announce()
        yield from self.enrol()
        yield from self.bid()
        yield self.lot.opens_at + timedelta(minutes=2)

    def open(self) -> Act:
        """The agent and the centre release their shares; those present confirm the record."""
        held = box_of(case=self.lot, round=self.lot.round)
        for holder in (self.sides.agent, self.sides.centre):
            driving.release(held, holder.organisation)
            yield timedelta(minutes=3)
        for supplier in self.suppliers:
            steps_bids.confirm_record(self.lot, supplier)

    # 评标 and 定标

    def convene(self) -> None:
        said = {
            "size": 5,
            "specialities": [self.lot.category],
            "representatives": [self.sides.entity.reviewer],
        }
        submit(PanelDrawingDesk, self.examiner.files, said, case=self.lot)

    @property
    def examiner(self) -> Player:
        """Who draws the experts and examines the qualifications: the agent or, every other time, the 采购人 itself."""
        return self.sides.entity if self.place % 2 else self.sides.agent

    def evaluate(self) -> Act:
        self.convene()
        yield 1 * HOURS
        steps_evaluation.evaluate(self.sides, self.lot, examiner=self.examiner.files)

    def select(self) -> Act:
        """From the registered lot to the signed report."""
        yield from self.tender_until_closed()
        yield from self.open()
        yield timedelta(minutes=30)
        yield from self.evaluate()

    def decide(self) -> None:
        steps_evaluation.decide(self.sides, self.lot)

    def award(self) -> Act:
        yield 1 * DAYS
        self.decide()
        yield 4 * HOURS
        steps_evaluation.announce(self.sides, self.lot, items=self.items)

    @property
    def items(self) -> list[dict[str, str]]:
        """主要中标标的."""
        lot = self.lot
        quantity = "1 批" if lot.tender.subject == Subject.GOODS else "1 项"
        return [
            {
                "name": lot.title,
                "specification": "见投标文件",
                "quantity": quantity,
                "unit_price": str(lot.price),
            }
        ]

    def file_contract(self) -> Act:
        yield 4 * DAYS
        number = f"HY-{self.lot.code.removeprefix('ZC-')}"
        steps_evaluation.file_contract(self.sides, self.lot, number=number)

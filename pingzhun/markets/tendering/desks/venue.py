"""采购业务－开标前: 场地预约 (manual 001 §3.3), 场地变更 (§3.4) and 项目复评场地预约 (§3.10). The 交易中心 reviews."""

from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q, QuerySet

from pingzhun.base.localtime import local_date, moment
from pingzhun.base.workdays import add_days
from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.course import FilingState
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused, guard
from pingzhun.markets.tendering import course, rooms
from pingzhun.markets.tendering.capacities import AGENT
from pingzhun.markets.tendering.course import BEFORE_OPENING, EVALUATION_OVER, LotState
from pingzhun.markets.tendering.desks.lots import CONFIRM_LOT, LotDesk
from pingzhun.markets.tendering.menu import BEFORE_OPENING as FOLDER
from pingzhun.markets.tendering.menu import CENTRE_ROOT
from pingzhun.markets.tendering.models import (
    Lot,
    ReevaluationBooking,
    Room,
    RoomKind,
    VenueBooking,
    VenueChange,
)
from pingzhun.markets.tendering.parties import BY_CENTRE
from pingzhun.regimes.calendar import in_force
from pingzhun.standing.held import SCAN

S = LotState
FIELDS = ["opens_at", "opening_minutes", "opening_room", "evaluation_room", "evaluation_hours"]


class RoomField(forms.ModelChoiceField):
    """A room with its seats."""

    def label_from_instance(self, room: Room) -> str:
        return f"{room.name}（{room.seats} 座）"


class RoomsForm(FilingForm):
    """A form that asks for rooms. `wishes` says which, of valid data; what is taken is said at the room."""

    kind_of: dict[str, RoomKind] = {"opening_room": RoomKind.OPENING, "evaluation_room": RoomKind.EVALUATION}

    def set_up(self) -> None:
        for name, kind in self.kind_of.items():
            if name in self.fields:
                self.fields[name].queryset = rooms.bookable(self.case.jurisdiction).filter(kind=kind)

    def wishes(self, data: dict[str, Any]) -> list[rooms.Wish]:
        raise NotImplementedError

    def later_than_now(self, name: str) -> datetime:
        at = self.cleaned_data[name]
        if at <= self.now:
            raise forms.ValidationError(f"{self.fields[name].label}必须晚于当前时间。")
        return at

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors:
            for wish in self.wishes(data):
                if sentence := rooms.refusal(wish, lot=self.case, actor=self.actor):
                    self.add_error(f"{wish.room.kind}_room", sentence)
        return data


class VenueForm(RoomsForm):
    fieldsets = [("开标", FIELDS[:3]), ("评标", FIELDS[3:])]

    class Meta:
        fields = FIELDS
        field_classes = {"opening_room": RoomField, "evaluation_room": RoomField}
        help_texts = {
            "opens_at": "同时是投标截止时间，必须晚于当前时间",
            "opening_room": "同时间段内不能与其他分包重复",
            "evaluation_room": "从开标结束时起预约",
        }

    def set_up(self) -> None:
        super().set_up()
        figure = self.case.figure("tender.document_to_deadline")
        self.fields["opens_at"].help_text += f"，且自招标文件开始发出之日起不得少于 {figure}"

    def wishes(self, data: dict[str, Any]) -> list[rooms.Wish]:
        return rooms.venue_of(**{name: data[name] for name in FIELDS})

    def clean_opens_at(self) -> datetime:
        at = self.later_than_now("opens_at")
        published = self.case.published_at
        if published and at < self.case.opens_at:
            raise forms.ValidationError(
                f"招标公告已发布，开标时间只能往后变更，不得早于 {moment(self.case.opens_at)}。"
            )
        figure = self.case.figure("tender.document_to_deadline")
        earliest = add_days(local_date(published or self.now), figure.whole, calendar=in_force())
        if local_date(at) < earliest:
            raise forms.ValidationError(
                f"自招标文件开始发出之日起至投标截止之日止不得少于 {figure}，"
                f"开标时间最早为 {earliest}（依据：{figure.article}）。"
            )
        return at


class VenueBookingForm(VenueForm):
    class Meta(VenueForm.Meta):
        model = VenueBooking


class VenueChangeForm(VenueForm):
    fieldsets = [*VenueForm.fieldsets, ("变更", ["reason"])]

    class Meta(VenueForm.Meta):
        model = VenueChange
        fields = [*FIELDS, "reason"]
        labels = {"reason": "变更原因"}
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        now = rooms.standing(self.case)
        if not self.errors and now and all(data[name] == getattr(now, name) for name in FIELDS):
            raise forms.ValidationError("变更后的时间和场地与原预约相同，请修改后再提交。")
        return data


class RoomsDesk(LotDesk, abstract=True):
    """Its rooms are held from the submission on, and free again when the filing is rejected, withdrawn or lapsed."""

    filed_by = AGENT
    reviewed_by = (BY_CENTRE,)
    template = "tendering/venue.html"
    columns = (
        ("采购人", "procuring_entity.name"),
        ("项目名称", "tender.name"),
        ("开标时间", "opens_at"),
        ("状态", "get_state_display"),
    )

    def wishes(self, filing: Any) -> list[rooms.Wish]:
        return rooms.venue_in(filing)

    def on_submitted(self, filing: Any, *, actor: Actor, now: datetime) -> None:
        rooms.hold(filing, lot=filing.about, wishes=self.wishes(filing), actor=actor, now=now)

    def on_returned(self, filing: Filing, *, actor: Actor, now: datetime) -> None:
        rooms.release(filing, now=now)

    def take_effect(self, filing: Any, *, actor: Actor, now: datetime) -> None:
        """What the guards ask must still hold, and the rooms be free of others. Raises Refused."""
        lot = filing.about
        if refusals := self.refusals(lot, actor=actor, now=now):
            raise Refused(*refusals)
        self.move(lot, filing, actor=actor, now=now)
        rooms.settle(filing, lot=lot, wishes=self.wishes(filing), actor=actor, now=now)

    def move(self, lot: Lot, filing: Any, *, actor: Actor, now: datetime) -> None:
        """What becomes of the lot."""
        course.reserve_venue(
            lot,
            actor=actor,
            now=now,
            opens_at=filing.opens_at,
            opening_room=filing.opening_room,
            evaluation_room=filing.evaluation_room,
        )


# ---- 场地预约 -------------------------------------------------------------------------------------------------------

UNBOOKED = Q(state=S.REGISTERED, opens_at=None) | Q(state=S.SUSPENDED, next_opens_at=None)


@guard("项目注册审核通过，尚未预约场地")
def has_no_venue(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    if Lot.objects.filter(UNBOOKED, pk=lot.pk).exists():
        return None
    if lot.state in BEFORE_OPENING:
        return "该分包已预约场地，需要调整的请到“场地变更”办理。"
    return f"该分包目前为“{lot.get_state_display()}”，不能预约开标场地。"


class VenueBookingDesk(RoomsDesk):
    """为分包预约开标室、评标室和开标时间；提交后由交易中心审核确认。"""

    title = "场地预约"
    menu = f"{FOLDER}/场地预约"
    review_menu = f"{CENTRE_ROOT}/业务审核/场地预约审核"
    order = 20
    filing, form = VenueBooking, VenueBookingForm
    guards = (has_no_venue,)
    verb = "新增开标场地"
    submit_label = "提交信息"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        """Registered lots of the agent, and suspended ones that are to go on (H28), about which nothing waits for its review."""
        waiting = Filing.objects.filter(desk=self.key, state=FilingState.SUBMITTED)
        lots = Lot.objects.of_agent(actor).filter(UNBOOKED).exclude(pk__in=waiting.values("case_id"))
        return lots.select_related("tender")


# ---- 场地变更 -------------------------------------------------------------------------------------------------------


@guard("已预约开评标场地，尚未开标")
def has_a_venue_to_change(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    if lot.state not in BEFORE_OPENING or lot.opens_at is None:
        return f"该分包目前为“{lot.get_state_display()}”，没有可以变更的场地。"
    if lot.state == S.BIDDING and lot.opens_at <= now:
        return "投标已经截止，不能变更场地。"
    return None


class VenueChangeDesk(RoomsDesk):
    """变更已预约的开标时间和开评标场地；审核通过之前原预约继续有效。招标公告已发布的，审核通过后还须发布变更公告。"""

    title = "场地变更"
    menu = f"{FOLDER}/场地变更"
    review_menu = f"{CENTRE_ROOT}/业务审核/场地变更审核"
    order = 21
    filing, form = VenueChange, VenueChangeForm
    guards = (has_a_venue_to_change,)
    picking = CONFIRM_LOT
    verb = "新增开标场地变更"
    submit_label = "提交信息"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        lots = Lot.objects.of_agent(actor).filter(state__in=BEFORE_OPENING)
        return rooms.with_venue(lots).select_related("tender")

    def initial(self, *, actor: Actor, case: Lot, now: datetime) -> dict[str, Any]:
        booked = rooms.standing(case)
        return {name: getattr(booked, name) for name in FIELDS} if booked else {}

    def before(self, *, actor: Actor, case: Lot, form: FilingForm) -> models.Model | None:
        return rooms.standing(case)


# ---- 项目复评场地预约 ------------------------------------------------------------------------------------------------


@guard("评标已结束")
def evaluation_is_over(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    if lot.state in EVALUATION_OVER:
        return None
    return f"该分包目前为“{lot.get_state_display()}”，评标结束后、签订合同前才能预约复评。"


class ReevaluationBookingForm(RoomsForm):
    class Meta:
        model = ReevaluationBooking
        fields = ["basis", "starts_at", "evaluation_room", "evaluation_hours", "reason"]
        field_classes = {"evaluation_room": RoomField}
        labels = {"reason": "复评原因"}
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"starts_at": "必须晚于当前时间"}

    def wishes(self, data: dict[str, Any]) -> list[rooms.Wish]:
        return rooms.again_at(
            **{name: data[name] for name in ("starts_at", "evaluation_room", "evaluation_hours")}
        )

    def clean_starts_at(self) -> datetime:
        return self.later_than_now("starts_at")


class ReevaluationBookingDesk(RoomsDesk):
    """评标结束后需要复评的，预约复评时间和评标室，并上传采购人申请或监督部门批复材料。

    When it is approved the lot is in 评标中 again: `lot.evaluation` has gone up by one, and winner, price and the times of the
    decision and the award are gone: what is of one evaluation belongs to (lot, round, evaluation). `lot.evaluation_room` is the
    room of the new one, `rooms.next_evaluation(lot)` says from when to when it is booked. The bids are the same.
    """

    title = "项目复评场地预约"
    menu = f"{FOLDER}/项目复评场地预约"
    review_menu = f"{CENTRE_ROOT}/业务审核/复评预约审核"
    order = 28
    filing, form = ReevaluationBooking, ReevaluationBookingForm
    guards = (evaluation_is_over,)
    slots = (
        Slot(
            "materials",
            "复评材料",
            required=True,
            types=SCAN,
            hint="采购人申请复评的材料（需加盖公章）或行政监督部门的批复材料",
        ),
    )
    picking = CONFIRM_LOT
    verb = "新增项目复评场地预约"
    submit_label = "提交审核"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return Lot.objects.of_agent(actor).filter(state__in=EVALUATION_OVER).select_related("tender")

    def wishes(self, filing: ReevaluationBooking) -> list[rooms.Wish]:
        return rooms.again_at(
            starts_at=filing.starts_at,
            evaluation_room=filing.evaluation_room,
            evaluation_hours=filing.evaluation_hours,
        )

    def move(self, lot: Lot, filing: ReevaluationBooking, *, actor: Actor, now: datetime) -> None:
        course.reevaluate(lot, actor=actor, now=now, evaluation_room=filing.evaluation_room)

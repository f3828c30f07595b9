"""交易中心－场地管理: rooms are added and changed, kept from booking for a while, and given back (H35)."""

from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.db.models import QuerySet

from pingzhun.directory.actors import Actor
from pingzhun.filings.desks import Desk, Link, desk_of
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.tendering import rooms
from pingzhun.markets.tendering.capacities import AGENT, CENTRE
from pingzhun.markets.tendering.menu import BEFORE_OPENING, CENTRE_ROOT
from pingzhun.markets.tendering.models import (
    Occupation,
    Purpose,
    Room,
    RoomBlock,
    RoomChange,
    RoomEntry,
    RoomRelease,
)

FOLDER = f"{CENTRE_ROOT}/场地管理"


def refuse_twin(form: FilingForm, *, but: Room | None = None) -> str:
    """The name, where no other room of the centre's place has it. Raises ValidationError."""
    name = form.cleaned_data["name"]
    twins = Room.objects.filter(jurisdiction=form.actor.jurisdiction, name=name)
    if (twins.exclude(pk=but.pk) if but else twins).exists():
        raise forms.ValidationError(f"已有名为“{name}”的场地，请换一个名称。")
    return str(name)


class RoomEntryForm(FilingForm):
    class Meta:
        model = RoomEntry
        fields = ["kind", "name", "seats"]

    def clean_name(self) -> str:
        return refuse_twin(self)


class RoomEntryDesk(Desk):
    """本中心的开标室和评标室；新增和修改立即生效，停用的场地不能再预约。"""

    title = "场地"
    menu = f"{FOLDER}/场地"
    order = 60
    filing, form = RoomEntry, RoomEntryForm
    filed_by = CENTRE
    verb = "新增场地"
    submitted_message = "场地已新增，可以预约。"
    withdrawable = False
    list_template = "tendering/rooms.html"

    def label(self, form: FilingForm) -> str:
        return f"新增：{form.cleaned_data['name']}"

    def list_context(self, *, actor: Actor, now: datetime) -> dict[str, Any]:
        return {
            "rooms": rooms.seen_by(actor).select_related("jurisdiction"),
            "change": desk_of(RoomChangeDesk),
            "own_jurisdiction": actor.jurisdiction,
        }

    def take_effect(self, filing: RoomEntry, *, actor: Actor, now: datetime) -> None:
        rooms.save_room(
            Room(kind=filing.kind, name=filing.name, seats=filing.seats, jurisdiction=filing.jurisdiction)
        )


class RoomChangeForm(FilingForm):
    class Meta:
        model = RoomChange
        fields = ["room", "name", "seats", "is_active"]
        help_texts = {"is_active": "不在用的场地不能再预约；已有预约或占用未结束的，不能停用"}

    def set_up(self) -> None:
        self.fields["room"].queryset = Room.objects.filter(jurisdiction=self.actor.jurisdiction)

    def clean_name(self) -> str:
        return refuse_twin(self, but=self.cleaned_data.get("room"))


class RoomChangeDesk(Desk):
    """修改场地的名称、座位数，停用场地或恢复使用；提交后立即生效。"""

    title = "场地修改"
    order = 61
    filing, form = RoomChange, RoomChangeForm
    filed_by = CENTRE
    verb = "修改"
    submitted_message = "场地已修改。"
    withdrawable = False

    def initial(self, *, actor: Actor, case: None, now: datetime) -> dict[str, Any]:
        return {"is_active": True}

    def label(self, form: FilingForm) -> str:
        return f"修改：{form.cleaned_data['room']}"

    def before(self, *, actor: Actor, case: None, form: FilingForm) -> models.Model | None:
        return Room.objects.get(pk=form.cleaned_data["room"].pk)

    def take_effect(self, filing: RoomChange, *, actor: Actor, now: datetime) -> None:
        room = filing.room
        if room.is_active and not filing.is_active:
            rooms.retire(room, now=now)
        room.name, room.seats, room.is_active = filing.name, filing.seats, filing.is_active
        rooms.save_room(room)


class RoomBlockForm(FilingForm):
    class Meta:
        model = RoomBlock
        fields = ["room", "starts_at", "ends_at", "reason"]
        help_texts = {"reason": "如设备检修、会议；代理机构只看到该时间段已被占用"}

    def set_up(self) -> None:
        self.fields["room"].queryset = Room.objects.filter(
            jurisdiction=self.actor.jurisdiction, is_active=True
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors:
            return data
        if data["ends_at"] <= self.now:
            self.add_error("ends_at", "结束时间必须晚于当前时间。")
        elif data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", "结束时间必须晚于开始时间。")
        else:
            wish = rooms.Wish(data["room"], Purpose.BLOCK, data["starts_at"], data["ends_at"])
            if sentence := rooms.refusal(wish, lot=None, actor=self.actor):
                self.add_error("room", sentence)
        return data


class RoomBlockDesk(Desk):
    """检修、会议等占用场地的时间段；提交后立即生效，该时间段不能预约，可以提前释放。"""

    title = "场地占用"
    menu = f"{FOLDER}/场地占用"
    order = 62
    filing, form = RoomBlock, RoomBlockForm
    filed_by = CENTRE
    verb = "新增占用"
    submitted_message = "已占用，该时间段不能再预约。"
    withdrawable = False
    list_template = "tendering/room_blocks.html"

    def label(self, form: FilingForm) -> str:
        return f"{form.cleaned_data['room']}：{form.cleaned_data['reason']}"

    def list_context(self, *, actor: Actor, now: datetime) -> dict[str, Any]:
        return {"blocks": open_blocks(actor, now), "release": desk_of(RoomReleaseDesk)}

    def take_effect(self, filing: RoomBlock, *, actor: Actor, now: datetime) -> None:
        rooms.block(filing, actor=actor, now=now)


def open_blocks(actor: Actor, now: datetime) -> QuerySet[Occupation]:
    """What the centre has taken for itself and not given back, of now and later."""
    taken = Occupation.objects.live().filter(purpose=Purpose.BLOCK, during__endswith__gt=now)
    return taken.filter(room__jurisdiction=actor.jurisdiction).select_related("room")


class RoomReleaseForm(FilingForm):
    class Meta:
        model = RoomRelease
        fields = ["occupation"]
        error_messages = {"occupation": {"invalid_choice": "该占用已经释放或已经结束。"}}

    def set_up(self) -> None:
        self.fields["occupation"].queryset = open_blocks(self.actor, self.now)


class RoomReleaseDesk(Desk):
    """释放立即生效，此后的时间可以预约。"""

    title = "场地释放"
    order = 63
    filing, form = RoomRelease, RoomReleaseForm
    filed_by = CENTRE
    verb = "释放"
    submit_label = "释放"
    confirm = "释放之后，该时间段可以预约。"
    submitted_message = "已释放。"
    withdrawable = False

    def label(self, form: FilingForm) -> str:
        taken = form.cleaned_data["occupation"]
        return f"释放：{taken.room} {rooms.span(taken)}"

    def take_effect(self, filing: RoomRelease, *, actor: Actor, now: datetime) -> None:
        Occupation.objects.live().filter(pk=filing.occupation_id).update(freed_at=now)


class RoomCalendarLink(Link):
    title = "场地使用信息"
    menu = f"{BEFORE_OPENING}/场地使用信息"
    order = 22
    kinds = (AGENT,)
    url_name = "tendering:rooms"


class CentreRoomCalendarLink(Link):
    title = "场地使用信息"
    menu = f"{FOLDER}/场地使用信息"
    order = 64
    kinds = (CENTRE,)
    url_name = "tendering:rooms"

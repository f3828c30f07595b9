"""评标委员会: experts are drawn for a lot, and those who were drawn find their work, or withdraw (87号令 第四十五至四十九条)."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.urls import reverse
from django.utils.timezone import get_default_timezone

from pingzhun.accounts.models import User
from pingzhun.base.localtime import local_date
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Category
from pingzhun.draws.drawing import rounds
from pingzhun.experts import panels
from pingzhun.experts.models import Expert, Panel, Seat
from pingzhun.filings.desks import Desk, Opening, Overview, desk_of
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering import committees
from pingzhun.markets.tendering.capacities import AGENT, CENTRE, ENTITY
from pingzhun.markets.tendering.desks.lots import LotDesk
from pingzhun.markets.tendering.menu import CENTRE_ROOT, COMMITTEE, EVALUATING, ROSTER
from pingzhun.markets.tendering.models import Lot, PanelDrawing, PanelFilling, SeatAbsence, SeatDeclining
from pingzhun.ui.components import Badge

SEARCHED = forms.SelectMultiple(attrs={"data-search": ""})


class RepresentedForm(FilingForm):
    """With 采购人代表, whose names stay out of what is submitted and read: it says how many they are."""

    def set_up(self) -> None:
        users = User.objects.filter(
            membership__organisation=self.case.procuring_entity, membership__is_active=True, is_active=True
        )
        self.fields["representatives"].queryset = users.order_by("name", "pk")

    def described(self, before: Model | None = None) -> dict[str, Any]:
        content = super().described(before)
        chosen = next(each for each in content["fields"] if each["name"] == "representatives")
        chosen["text"] = f"{len(self.cleaned_data['representatives'])} 名"
        return content


class PanelDrawingForm(RepresentedForm):
    class Meta:
        model = PanelDrawing
        fields = ["size", "specialities", "representatives"]
        widgets = {"specialities": SEARCHED, "representatives": forms.CheckboxSelectMultiple}
        help_texts = {
            "specialities": "从具有其中任一专业的专家中抽取。",
            "representatives": "采购人的用户；不派代表的留空，全部由评审专家组成。名单在结果公告前保密。",
        }

    def set_up(self) -> None:
        super().set_up()
        known = Category.objects.filter(experts__left_at=None, experts__isnull=False).distinct()
        self.fields["specialities"].queryset = known
        least = panels.least_size(self.case, budget=self.case.tender.budget)
        self.fields["size"].help_text = f"{least} 人以上的单数。"
        if not self.initial.get("size"):
            self.initial["size"] = least

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        size, representatives = data.get("size"), data.get("representatives")
        if size is not None and representatives is not None:
            experts, budget = size - len(representatives), self.case.tender.budget
            for refusal in panels.misshapen(self.case, size=size, experts=experts, budget=budget):
                self.add_error("size", str(refusal))
        return data


class PanelDrawingDesk(LotDesk):
    """从评审专家库中随机抽取评标委员会的专家，自动回避有利害关系的；名单在结果公告前对所有人保密。"""

    title = "抽取专家"
    menu = f"{COMMITTEE}/抽取专家"
    order = 40
    filing, form = PanelDrawing, PanelDrawingForm
    filed_by = (AGENT, ENTITY)
    guards = (committees.draw_is_not_too_early,)
    private = True
    withdrawable = False
    verb = "抽取"
    submit_label = "抽取"
    confirm = "抽取结果立即生效，不能撤销，并立即以短信通知抽中的专家。"
    submitted_message = "已抽取，并已通知抽中的专家。"
    columns = (("采购人", "procuring_entity.name"), ("开标时间", "opens_at"), ("状态", "get_state_display"))
    read_template = "tendering/panel_drawing.html"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return committees.without_panel(actor)

    def initial(self, *, actor: Actor, case: Lot, now: datetime) -> dict[str, Any]:
        """The lot's category, or the one above it where the roster has nobody of it."""
        category = case.category
        if not Expert.objects.serving(now).filter(specialities=category).exists() and category.parent:
            category = category.parent
        return {"specialities": [category]}

    def take_effect(self, filing: PanelDrawing, *, actor: Actor, now: datetime) -> None:
        committees.draw(filing, actor=actor, now=now)

    def page_context(self, filing: Filing, *, actor: Actor, now: datetime) -> dict[str, Any]:
        """Counts, and the draws that anybody can recompute: no names."""
        panel = Panel.objects.filter(case=filing.case, drawn_at=filing.submitted_at).first()
        found = super().page_context(filing, actor=actor, now=now)
        if panel is None:
            return found
        return found | {
            "committee": panel,
            "vacant": len(panels.vacant(panel)),
            "declined": panel.seats.filter(declined_at__isnull=False).count(),
            "draws": rounds(case=filing.case, purpose=panels.purpose(panel.number)),
        }


class PanelFillingForm(RepresentedForm):
    class Meta:
        model = PanelFilling
        fields = ["representatives"]
        widgets = {"representatives": forms.CheckboxSelectMultiple}
        help_texts = {"representatives": "采购人代表空缺的，在这里另派；专家空缺的由平台补抽。"}


class PanelFillingDesk(LotDesk):
    """评标委员会有成员回避或者缺席、当时没有专家可以递补的，在这里补足。"""

    title = "补抽专家"
    menu = f"{COMMITTEE}/补抽专家"
    order = 41
    filing, form = PanelFilling, PanelFillingForm
    filed_by = (AGENT, ENTITY)
    private = True
    withdrawable = False
    verb = "补抽"
    submit_label = "补抽"
    columns = PanelDrawingDesk.columns

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return committees.with_vacancy(actor)

    def take_effect(self, filing: PanelFilling, *, actor: Actor, now: datetime) -> None:
        committees.fill(filing, actor=actor, now=now)


# ---- those who were drawn -----------------------------------------------------------------------------------------------


class LeavingSeatForm(FilingForm):
    desk: "LeavingSeatDesk"

    class Meta:
        fields = ["seat", "reason"]
        widgets = {"seat": forms.HiddenInput, "reason": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"seat": {"invalid_choice": "评审已经开始，或者该任务已经取消，不能办理。"}}

    def set_up(self) -> None:
        self.fields["seat"].queryset = self.desk.seats(self.actor, self.now)


class LeavingSeatDesk(Desk, abstract=True):
    private = True
    withdrawable = False

    def seats(self, actor: Actor, now: datetime) -> QuerySet[Seat]:
        """Those of whom the actor may say that they do not evaluate."""
        raise NotImplementedError

    def available(self, *, actor: Actor, now: datetime) -> bool:
        return self.seats(actor, now).exists()

    def label(self, form: FilingForm) -> str:
        return f"{self.title}：{form.cleaned_data['seat'].panel.case}"

    def take_effect(self, filing: Any, *, actor: Actor, now: datetime) -> None:
        committees.leave_seat(filing.seat, reason=filing.reason, actor=actor, now=now)


class SeatDecliningForm(LeavingSeatForm):
    class Meta(LeavingSeatForm.Meta):
        model = SeatDeclining
        labels = {"reason": "回避或者不能参加的原因"}


class SeatDecliningDesk(LeavingSeatDesk):
    """与采购人、代理机构或者供应商有利害关系的必须回避；不能参加评审的也在这里说明，由平台另行抽取。"""

    title = "申请回避"
    order = 3
    filing, form = SeatDeclining, SeatDecliningForm
    filed_by, personal = None, True
    verb = "申请回避"
    submit_label = "提交"
    confirm = "提交后您不再参加本项目的评审，不能撤回。"
    submitted_message = "已提交，您不再参加该项目的评审。"

    def seats(self, actor: Actor, now: datetime) -> QuerySet[Seat]:
        """The actor's own, until the panel has elected its leader."""
        return not_begun(Seat.objects.live()).filter(user=actor.user_id)


class SeatAbsenceForm(LeavingSeatForm):
    class Meta(LeavingSeatForm.Meta):
        model = SeatAbsence
        labels = {"reason": "缺席情况"}


class SeatAbsenceDesk(LeavingSeatDesk):
    """评委没有到场，或者评审中不能继续的，由平台另行抽取专家递补。"""

    title = "评委缺席"
    order = 42
    filing, form = SeatAbsence, SeatAbsenceForm
    filed_by = CENTRE
    verb = "缺席"
    submit_label = "提交"
    confirm = "提交后该评委不再参加评审，由平台另行抽取专家递补。"
    submitted_message = "已登记缺席；有专家递补的，已通知该专家。"

    def seats(self, actor: Actor, now: datetime) -> QuerySet[Seat]:
        return sitting_today(actor, now)


def not_begun(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    """Those of panels that have no leader, nor published names."""
    led = Seat.objects.filter(panel=OuterRef("panel"), is_leader=True)
    return seats.filter(~Exists(led), panel__public_at=None).select_related("panel__case")


def sitting_today(actor: Actor, now: datetime) -> QuerySet[Seat]:
    """Who evaluates today, or since an earlier day, in the jurisdiction of the actor's 交易中心."""
    midnight = datetime.combine(local_date(now), time(), tzinfo=get_default_timezone())
    return (
        Seat.objects.live()
        .filter(
            panel__public_at=None,
            panel__evaluates_at__lt=midnight + timedelta(days=1),
            panel__case__lot__state__in=committees.OPEN,
            panel__case__jurisdiction__path__startswith=actor.jurisdiction.path,
        )
        .select_related("panel__case__lot__evaluation_room", "user", "expert")
        .order_by("panel__evaluates_at", "panel", "position")
    )


def part_of(seat: Seat) -> str:
    return "评审专家" if seat.expert_id else "采购人代表"


def standing_of(seat: Seat) -> Badge:
    if seat.declined_at:
        return Badge("已退出", "neutral")
    if seat.panel.dissolved_at:
        return Badge(f"已取消：{seat.panel.dissolution_reason}", "neutral")
    return Badge("已结束") if seat.panel.public_at else Badge("待评审", "info")


class OwnSeatsOverview(Overview):
    """您被确定为评标委员会成员的项目；有利害关系或者不能到场的，请在评审开始前申请回避。"""

    title = "我的评审"
    menu = f"{EVALUATING}/我的评审"
    order = 1
    personal = True
    columns = (
        ("项目名称", "panel.case.title"),
        ("项目编号", "panel.case.code"),
        ("采购人", "panel.case.procuring_entity.name"),
        ("评标时间", "panel.evaluates_at"),
        ("评标室", "panel.case.lot.evaluation_room.name"),
        ("身份", part_of),
        ("状态", standing_of),
    )
    desks = (SeatDecliningDesk,)
    empty = "您目前没有评审任务；抽中后会以短信通知。"

    def is_for(self, actor: Actor) -> bool:
        """Experts; and members of a 采购人 that has sent them."""
        if hasattr(actor.user, "expert"):
            return True
        return actor.kind == ENTITY.key and Seat.objects.filter(user=actor.user_id).exists()

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Seat]:
        open_to_decline = not_begun(Seat.objects.live()).filter(pk=OuterRef("pk"))
        return (
            Seat.objects.filter(user=actor.user_id)
            .annotate(can_decline=Exists(open_to_decline))
            .select_related("panel__case__procuring_entity", "panel__case__lot__evaluation_room")
            .order_by("-panel__evaluates_at", "-pk")
        )

    def link(self, row: Any) -> str | None:
        """The room, of the evaluation that the lot is at."""
        lot = row.panel.case.lot
        sits = row.declined_at is None and row.panel.dissolved_at is None
        return (
            reverse("tendering:room", args=[lot.pk]) if sits and row.panel.number == lot.evaluation else None
        )

    def opens(self, row: Any, actor: Actor) -> Opening | None:
        return Opening(desk_of(SeatDecliningDesk), "seat", row.pk) if row.can_decline else None


class SittingTodayOverview(Overview):
    """评标当日核对评委身份用；名单在结果公告前保密，不得外传。"""

    title = "评委名单"
    menu = f"{CENTRE_ROOT}/{ROSTER}/评委名单"
    order = 96
    kinds = (CENTRE,)
    columns = (
        ("姓名", "name"),
        ("身份", part_of),
        ("手机号码", "user.mobile"),
        ("项目名称", "panel.case.title"),
        ("评标时间", "panel.evaluates_at"),
        ("评标室", "panel.case.lot.evaluation_room.name"),
    )
    desks = (SeatAbsenceDesk,)
    empty = "评标当日在这里显示评委名单。"

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Seat]:
        return sitting_today(actor, now)

    def opens(self, row: Seat, actor: Actor) -> Opening:
        return Opening(desk_of(SeatAbsenceDesk), "seat", row.pk)

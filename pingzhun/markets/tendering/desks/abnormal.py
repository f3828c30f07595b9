"""采购业务－开标前－采购异常: a lot is suspended or cancelled (manual 001 §3.9)."""

from datetime import datetime

from django import forms
from django.db.models import QuerySet

from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.tendering import announcing, notices
from pingzhun.markets.tendering.capacities import AGENT
from pingzhun.markets.tendering.course import LotState, cancel
from pingzhun.markets.tendering.desks.lots import CONFIRM_LOT, LotDesk
from pingzhun.markets.tendering.menu import BEFORE_OPENING, CENTRE_ROOT
from pingzhun.markets.tendering.models import Interruption, Lot, LotException
from pingzhun.markets.tendering.parties import BY_CENTRE
from pingzhun.notices.pdf import Wording
from pingzhun.notices.sealed import sealed_notice
from pingzhun.standing.held import SCAN


class LotExceptionForm(FilingForm):
    class Meta:
        model = LotException
        fields = ["act", "reason", "opinion"]
        widgets = {"act": forms.RadioSelect, "reason": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"reason": "随变更公告公开"}

    def set_up(self) -> None:
        self.fields["act"].choices = Interruption.choices

    def clean_act(self) -> str:
        act = self.cleaned_data["act"]
        if act == Interruption.SUSPENSION and self.case.state != LotState.BIDDING:
            raise forms.ValidationError(
                f"分包当前为“{self.case.get_state_display()}”，只有投标中的可以暂停；需要终止的请选择“项目取消”。"
            )
        return act


def exception_wording(form: FilingForm) -> Wording:
    suspends = form.cleaned_data["act"] == Interruption.SUSPENSION
    kind = notices.SUSPENSION if suspends else notices.CANCELLATION
    return notices.end_wording(form.case, kind, reason=form.cleaned_data["reason"])


class LotExceptionDesk(LotDesk):
    """项目需要暂停（中止）或取消（终止）的，上传采购人的决定；审核通过后自动发布变更公告。"""

    title = "采购异常"
    menu = f"{BEFORE_OPENING}/采购异常"
    review_menu = f"{CENTRE_ROOT}/业务审核/采购异常审核"
    order = 32
    filing, form = LotException, LotExceptionForm
    filed_by = AGENT
    reviewed_by = (BY_CENTRE,)
    slots = (
        Slot(
            "decision",
            "采购人的批复或决定文件",
            required=True,
            types=SCAN,
            hint="采购人中止或取消该项目的批复或决定文件，须加盖采购人公章",
        ),
        Slot("papers", "其他材料"),
    )
    deed = sealed_notice(exception_wording, folder=lambda filing: None)
    picking = CONFIRM_LOT
    verb = "新增分包异常"
    submit_label = "提交信息"
    confirm = "提交交易中心审核，审核通过后系统自动生成并发布变更公告，项目随即暂停或取消。"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return Lot.objects.of_agent(actor).filter(state__in=cancel.sources)

    def take_effect(self, filing: LotException, *, actor: Actor, now: datetime) -> None:
        announcing.interrupt(filing, actor=actor, now=now)

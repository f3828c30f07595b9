"""采购业务－废标公告 (manual 001 §3.13), and 重新招标 of a lot that failed."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.tendering import announcing, notices
from pingzhun.markets.tendering.capacities import AGENT
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.desks.lots import CONFIRM_LOT, LotDesk
from pingzhun.markets.tendering.menu import CENTRE_ROOT, ENTITY_ROOT, ROOT
from pingzhun.markets.tendering.models import FailureNotice, Lot, Retendering
from pingzhun.markets.tendering.parties import BY_CENTRE, BY_ENTITY
from pingzhun.notices.pdf import Wording
from pingzhun.notices.sealed import sealed_notice
from pingzhun.standing.held import SCAN


class FailureNoticeForm(FilingForm):
    class Meta:
        model = FailureNotice
        fields = ["act", "reason", "opinion"]
        widgets = {"act": forms.RadioSelect, "reason": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"reason": "随废标公告公开"}


def failure_wording(form: FilingForm) -> Wording:
    return notices.end_wording(form.case, notices.FAILURE, reason=form.cleaned_data["reason"])


class FailureNoticeDesk(LotDesk):
    """开标或评标中废标的分包，上传废标结论，审核通过后自动发布废标公告。"""

    title = "废标公告"
    menu = f"{ROOT}/废标公告"
    review_menu = f"{CENTRE_ROOT}/业务审核/废标公告审核"
    order = 60
    filing, form = FailureNotice, FailureNoticeForm
    filed_by = AGENT
    reviewed_by = (BY_CENTRE,)
    slots = (
        Slot(
            "conclusion",
            "评委会废标结论",
            required=True,
            types=SCAN,
            hint="评标委员会的废标结论；投标人不足未开标的，上传开标记录",
        ),
        Slot("papers", "其他材料"),
    )
    deed = sealed_notice(failure_wording, folder=lambda filing: None)
    picking = CONFIRM_LOT
    verb = "新增分包"
    submit_label = "提交信息"
    confirm = "提交交易中心审核，审核通过后系统自动生成并发布废标公告。"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return Lot.objects.of_agent(actor).filter(state=LotState.FAILING)

    def initial(self, *, actor: Actor, case: Lot, now: datetime) -> dict[str, Any]:
        return {"reason": case.failure_reason}

    def take_effect(self, filing: FailureNotice, *, actor: Actor, now: datetime) -> None:
        announcing.publish_failure(filing, actor=actor, now=now)


class RetenderingForm(FilingForm):
    class Meta:
        model = Retendering
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"reason": "废标原因如何消除，招标文件和资格条件作哪些调整"}


class RetenderingDesk(LotDesk):
    """已废标的分包经采购人同意后重新招标：重新预约场地、制作招标文件、发布招标公告。"""

    title = "重新招标"
    menu = f"{ROOT}/重新招标"
    review_menu = f"{ENTITY_ROOT}/重新招标确认"
    order = 61
    filing, form = Retendering, RetenderingForm
    filed_by = AGENT
    reviewed_by = (BY_ENTITY,)
    picking = CONFIRM_LOT
    verb = "新增重新招标"
    submit_label = "提交信息"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return Lot.objects.of_agent(actor).filter(state=LotState.FAILED)

    def take_effect(self, filing: Retendering, *, actor: Actor, now: datetime) -> None:
        announcing.tender_again(filing, actor=actor, now=now)

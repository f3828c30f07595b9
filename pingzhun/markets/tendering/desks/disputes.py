"""质疑 and 投诉: suppliers raise them, the agent answers, the 监督部门 halts and rules (H39, 94号令)."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.announce import page_of
from pingzhun.filings.desks import Desk, Opening, Overview, desk_of
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.tendering import disputes
from pingzhun.markets.tendering.capacities import AGENT, ENTITY, SUPERVISOR, SUPPLIER
from pingzhun.markets.tendering.course import HALTABLE, LotState
from pingzhun.markets.tendering.menu import BIDDING, ENTITY_ROOT, OVERSIGHT, ROOT
from pingzhun.markets.tendering.models import (
    Challenge,
    ChallengeAnswer,
    Complaint,
    ComplaintHalt,
    ComplaintRuling,
    Lot,
    Matter,
    Outcome,
    Participation,
)
from pingzhun.markets.tendering.parties import BY_SUPERVISOR
from pingzhun.standing.held import SCAN
from pingzhun.ui.components import Badge

S = LotState
TEXTS = {
    name: forms.Textarea(attrs={"rows": 5}) for name in ("facts", "basis", "request", "answer", "reasons")
}


def taken_part_in(actor: Actor) -> QuerySet[Lot]:
    """Lots whose document the actor has, in their present round."""
    mine = Participation.objects.filter(organisation=actor.organisation_id)
    return Lot.objects.filter(pk__in=mine.values("lot_id")).exclude(state__in=(S.REGISTERED, S.WITHDRAWN))


# ---- 质疑 ---------------------------------------------------------------------------------------------------------------


class ChallengeForm(FilingForm):
    class Meta:
        model = Challenge
        fields = ["matter", "facts", "basis", "request"]
        widgets = TEXTS
        help_texts = {"matter": "应当在法定质疑期内一次性提出针对同一采购程序环节的质疑"}

    def clean_matter(self) -> str:
        matter, lot = self.cleaned_data["matter"], self.case
        participation = lot.participations.get(round=lot.round, organisation=self.actor.organisation)
        ends, least = disputes.challenge_ends(lot, matter, participation), lot.figure("challenge.raise")
        if ends is None:
            raise forms.ValidationError(f"目前还没有可以质疑的{Matter(matter).label}。")
        if self.now >= ends:
            raise forms.ValidationError(
                f"质疑期已于 {ends - timedelta(seconds=1):%Y-%m-%d} 届满（{least}，依据：{least.article}）。"
            )
        self.instance.round = lot.round
        self.instance.answer_due_at = disputes.end_of(lot.figure("challenge.answer"), self.now)
        return str(matter)


class ChallengeDesk(Desk):
    """认为采购文件、采购过程或者中标结果使自己的权益受到损害的，可以在法定期限内提出质疑。"""

    title = "质疑"
    menu = f"{BIDDING}/质疑投诉/质疑"
    order = 60
    filing, form = Challenge, ChallengeForm
    filed_by = SUPPLIER
    slots = (Slot("letter", "质疑函", required=True, types=SCAN, hint="法定代表人签字并盖章的质疑函"),)
    verb = "提出质疑"
    withdrawable = False
    confirm = "提交后即送达采购人和代理机构，答复期限开始计算。"
    submitted_message = "质疑已送达，代理机构会在法定期限内答复。"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return taken_part_in(actor)

    def take_effect(self, filing: Challenge, *, actor: Actor, now: datetime) -> None:
        disputes.challenge(filing, now=now)


class ChallengeAnswerForm(FilingForm):
    class Meta:
        model = ChallengeAnswer
        fields = ["challenged", "is_founded", "answer"]
        widgets = TEXTS

    def set_up(self) -> None:
        waiting = disputes.unanswered(Lot.objects.filter(pk=self.case.pk))
        self.fields["challenged"].queryset = waiting
        self.fields["challenged"].label_from_instance = named


def named(filing: Any) -> str:
    """A challenge or a complaint in a choice."""
    return f"{filing.organisation}（{filing.submitted_at:%Y-%m-%d} 提出）"


class ChallengeAnswerDesk(Desk):
    """收到质疑后在法定期限内答复，答复内容不得涉及商业秘密。"""

    title = "质疑答复"
    order = 61
    filing, form = ChallengeAnswer, ChallengeAnswerForm
    filed_by = AGENT
    slots = (Slot("letter", "质疑答复函", required=True, types=SCAN, hint="盖章的质疑答复函"),)
    verb = "答复"
    withdrawable = False
    confirm = "提交后即送达质疑人。"
    submitted_message = "答复已送达质疑人。"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        lots = Lot.objects.of_agent(actor)
        return lots.filter(pk__in=disputes.unanswered(lots).values("case_id"))

    def initial(self, *, actor: Actor, case: Lot, now: datetime) -> dict[str, Any]:
        return {"challenged": disputes.unanswered(Lot.objects.filter(pk=case.pk)).order_by("pk").first()}

    def addressed_to(self, actor: Actor) -> Q | None:
        if actor.kind != SUPPLIER.key:
            return None
        return Q(challengeanswer__challenged__organisation=actor.organisation_id)

    def take_effect(self, filing: ChallengeAnswer, *, actor: Actor, now: datetime) -> None:
        disputes.answer(filing, now=now)


def answered(row: Challenge) -> Badge:
    if row.answered:
        return Badge("已答复", "good")
    return Badge("逾期未答复", "bad") if row.overdue else Badge("待答复", "warn")


class ChallengesOverview(Overview):
    """供应商提出的质疑和答复期限；由代理机构答复。"""

    title = "质疑处理"
    menu = f"{ROOT}/质疑投诉/质疑处理"
    order = 62
    kinds = (AGENT, ENTITY, SUPERVISOR)
    columns = (
        ("分包", "case.title"),
        ("质疑人", "organisation.name"),
        ("质疑事项", "get_matter_display"),
        ("提出时间", "submitted_at"),
        ("答复期限", "answer_due_at"),
        ("状态", answered),
    )
    desks = (ChallengeAnswerDesk,)
    view = "查看"
    empty = "目前没有质疑。"

    def menu_for(self, actor: Actor) -> str:
        root = {ENTITY.key: ENTITY_ROOT, SUPERVISOR.key: OVERSIGHT}.get(actor.kind or "", ROOT)
        return f"{root}/质疑投诉/质疑处理"

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Challenge]:
        return disputes.listed(actor, now=now)

    def link(self, row: Challenge) -> str:
        return page_of(row)

    def opens(self, row: Challenge, actor: Actor) -> Opening | None:
        if row.answered or actor.kind != AGENT.key:
            return None
        return Opening(desk_of(ChallengeAnswerDesk), "case", row.case_id)


# ---- 投诉 ---------------------------------------------------------------------------------------------------------------


class ComplaintForm(FilingForm):
    class Meta:
        model = Complaint
        fields = ["challenged", "facts", "basis", "request"]
        widgets = TEXTS
        help_texts = {"facts": "投诉事项不得超出已质疑事项的范围，但基于质疑答复内容提出的除外"}

    def set_up(self) -> None:
        lots = Lot.objects.filter(pk=self.case.pk)
        found = disputes.may_complain(lots, self.actor, now=self.now)
        keys = [each.pk for each in found]
        if self.instance.pk:
            keys.append(self.instance.challenged_id)
        self.fields["challenged"].queryset = Challenge.objects.filter(pk__in=keys)
        self.fields["challenged"].label_from_instance = named


class ComplaintDesk(Desk):
    """对质疑答复不满意，或者代理机构逾期未答复的，可以在法定期限内向监督部门投诉。"""

    title = "投诉"
    menu = f"{BIDDING}/质疑投诉/投诉"
    review_menu = f"{OVERSIGHT}/质疑投诉/投诉受理"
    order = 63
    filing, form = Complaint, ComplaintForm
    filed_by, reviewed_by = SUPPLIER, (BY_SUPERVISOR,)
    slots = (
        Slot("letter", "投诉书", required=True, types=SCAN, hint="签字盖章的投诉书"),
        Slot("proofs", "证明材料"),
    )
    verb = "提出投诉"
    submitted_message = "投诉书已送达监督部门，受理结果会告知您单位。"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        own = disputes.raised(taken_part_in(actor)).filter(organisation=actor.organisation_id)
        return Lot.objects.filter(pk__in=own.values("case_id"))

    def take_effect(self, filing: Complaint, *, actor: Actor, now: datetime) -> None:
        disputes.accept(filing, now=now)


class AboutComplaintForm(FilingForm):
    """Chooses one of the complaints about the lot that wait for a ruling."""

    def set_up(self) -> None:
        waiting = disputes.pending(Lot.objects.filter(pk=self.case.pk))
        self.fields["complained"].queryset = waiting
        self.fields["complained"].label_from_instance = named


class AboutComplaintDesk(Desk, abstract=True):
    """Of the 监督部门, about a complaint that it has accepted and not ruled on."""

    filed_by = SUPERVISOR

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        here = Lot.objects.filter(jurisdiction__path__startswith=actor.jurisdiction.path)
        return here.filter(pk__in=disputes.pending(here).values("case_id"))

    def initial(self, *, actor: Actor, case: Lot, now: datetime) -> dict[str, Any]:
        return {"complained": disputes.pending(Lot.objects.filter(pk=case.pk)).order_by("pk").first()}


class ComplaintHaltForm(AboutComplaintForm):
    class Meta:
        model = ComplaintHalt
        fields = ["complained", "days", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        labels = {"reason": "暂停原因"}

    def clean_days(self) -> int:
        days, most = self.cleaned_data["days"], self.case.figure("complaint.suspension_max")
        if days > most.whole:
            raise forms.ValidationError(f"暂停时间最长不得超过 {most}（依据：{most.article}）。")
        return int(days)


class ComplaintHaltDesk(AboutComplaintDesk):
    """投诉处理期间，可以视具体情况书面通知暂停采购活动；期满或者作出处理决定后自动恢复。"""

    title = "暂停采购活动"
    order = 65
    filing, form = ComplaintHalt, ComplaintHaltForm
    verb = "暂停采购活动"
    confirm = "提交后采购活动立即暂停，有关各方会收到消息。"
    submitted_message = "采购活动已暂停。"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return super().cases(actor).filter(state__in=(S.BIDDING, *HALTABLE), halted_reason=None)

    def take_effect(self, filing: ComplaintHalt, *, actor: Actor, now: datetime) -> None:
        disputes.halt(filing, actor=actor, now=now)


class ComplaintRulingForm(AboutComplaintForm):
    class Meta:
        model = ComplaintRuling
        fields = ["complained", "outcome", "is_unfounded", "reasons"]
        widgets = TEXTS
        help_texts = {
            "is_unfounded": "捏造事实、提供虚假材料等查无实据的，累计次数按规定列入不良行为记录名单",
            "reasons": "处理结果公告会公开这一内容，请勿写入商业秘密和个人信息",
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("is_unfounded") and data.get("outcome") != Outcome.REJECTED:
            self.add_error("is_unfounded", "只有驳回的投诉才能认定为查无实据。")
        return data


class ComplaintRulingDesk(AboutComplaintDesk):
    """对受理的投诉作出处理决定，由本部门另一位工作人员审核，审核通过后公告并送达。"""

    title = "投诉处理决定"
    review_menu = f"{OVERSIGHT}/质疑投诉/处理决定审核"
    order = 66
    filing, form = ComplaintRuling, ComplaintRulingForm
    reviewed_by = (BY_SUPERVISOR,)
    slots = (Slot("decision", "处理决定书", required=True, types=SCAN, hint="盖章的投诉处理决定书"),)
    verb = "作出决定"
    template = "tendering/ruling.html"

    def page_context(self, filing: Any, *, actor: Actor, now: datetime) -> dict[str, Any]:
        lot = filing.about
        limit = lot.figure("complaint.unfounded_limit")
        complaints = disputes.pending(Lot.objects.filter(pk=lot.pk)).select_related("organisation")
        counted = [
            (each.organisation, disputes.unfounded_lately(each.organisation, lot, now=now))
            for each in complaints
        ]
        return {"unfounded": [(who, number) for who, number in counted if number], "unfounded_limit": limit}

    def take_effect(self, filing: ComplaintRuling, *, actor: Actor, now: datetime) -> None:
        disputes.rule(filing, actor=actor, now=now)


def ruled(row: Complaint) -> Badge:
    if row.outcome is None:
        return Badge("处理中", "warn")
    return Badge(Outcome(row.outcome).label, "info")


class ComplaintsOverview(Overview):
    """受理的投诉和处理情况；可以暂停采购活动，作出处理决定。"""

    title = "投诉处理"
    menu = f"{OVERSIGHT}/质疑投诉/投诉处理"
    order = 64
    kinds = (SUPERVISOR,)
    columns = (
        ("分包", "case.title"),
        ("投诉人", "organisation.name"),
        ("受理时间", "decided_at"),
        ("处理结果", ruled),
    )
    desks = (ComplaintRulingDesk,)
    view = "查看"
    empty = "目前没有受理的投诉。"

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Complaint]:
        return disputes.accepted(actor)

    def link(self, row: Complaint) -> str:
        return page_of(row)

    def opens(self, row: Complaint, actor: Actor) -> Opening | None:
        if row.outcome is not None:
            return None
        return Opening(desk_of(ComplaintRulingDesk), "case", row.case_id)

"""询问 of suppliers and their answers (H39, 条例 第五十二条). Before the opening the agent does not see whose question it is."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from pingzhun.base.requests import number
from pingzhun.cases.models import Case
from pingzhun.deadlines.models import Deadline
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Jurisdiction
from pingzhun.documents.slots import Slot
from pingzhun.filings.course import FilingState
from pingzhun.filings.desks import Desk, Opening, Overview, desk_of
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering import documents
from pingzhun.markets.tendering.capacities import AGENT, SUPPLIER
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.menu import BEFORE_OPENING
from pingzhun.markets.tendering.models import Enquiry, EnquiryAnswer, Lot

SHORT = 60  # characters of a question in a list


def short(question: str) -> str:
    line = " ".join(question.split())
    return line if len(line) <= SHORT else f"{line[:SHORT]}…"


class EnquiryForm(FilingForm):
    class Meta:
        model = Enquiry
        fields = ["question"]
        widgets = {"question": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"question": "请不要写明单位名称：开标之前，平台不显示提问单位"}

    def clean_question(self) -> str:
        question = self.cleaned_data["question"]
        if self.actor.organisation.name in question:
            raise forms.ValidationError(
                "询问内容中有您单位的名称，请删除：开标之前不得透露获取招标文件的供应商。"
            )
        return question

    def clean(self) -> dict[str, Any]:
        self.instance.document = self.case.document
        return super().clean()


class EnquiryDesk(Desk):
    """对招标文件有疑问的，在投标截止时间前提出；代理机构答复后会收到消息。提问单位在开标之前不向任何人显示。"""

    title = "询问"
    order = 13
    filing, form = Enquiry, EnquiryForm
    filed_by = SUPPLIER
    guards = (documents.bidding_is_open,)
    slots = (Slot("papers", "附件", hint="截图、说明等，请隐去单位名称"),)
    verb = "提出询问"
    submit_label = "确认提交"
    private = True
    withdrawable = False
    submitted_message = "已提交，代理机构答复后会收到消息。"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return documents.taken_part_in(actor).filter(state=LotState.BIDDING).order_by("opens_at", "pk")

    def opened(self) -> Q:
        return documents.of_known_participants("enquiry__document__round")

    def label(self, form: FilingForm) -> str:
        return short(form.cleaned_data["question"])

    def take_effect(self, filing: Enquiry, *, actor: Actor, now: datetime) -> None:
        documents.ask(filing, now=now)


class EnquiryAnswerForm(FilingForm):
    class Meta:
        model = EnquiryAnswer
        fields = ["asked", "text", "to_all"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        error_messages = {"asked": {"invalid_choice": "这项询问已经答复，或者不由您单位答复。"}}

    def set_up(self) -> None:
        self.fields["asked"].queryset = documents.unanswered(self.actor).order_by("pk")


class EnquiryAnswerDesk(Desk):
    """答复供应商的询问，只告知提问单位，或者不显示提问单位、向所有获取招标文件的供应商公开。"""

    title = "询问答复"
    order = 42
    filing, form = EnquiryAnswer, EnquiryAnswerForm
    filed_by = AGENT
    slots = (Slot("papers", "附件", hint="可不上传"),)
    verb = "答复"
    submit_label = "确认提交"
    withdrawable = False
    template = "tendering/answer.html"
    submitted_message = "已答复，供应商会收到消息。"

    def available(self, *, actor: Actor, now: datetime) -> bool:
        return documents.unanswered(actor).exists()

    def jurisdiction(self, *, actor: Actor, case: Case | None) -> Jurisdiction | None:
        return actor.organisation.jurisdiction

    def label(self, form: FilingForm) -> str:
        return f"答复：{form.cleaned_data['asked'].label}"

    def page_context(self, filing: Filing, *, actor: Actor, now: datetime) -> dict[str, Any]:
        chosen = (filing.draft or {}).get("asked") or [""]
        enquiry = documents.unanswered(actor).filter(pk=number(chosen[0])).first()
        papers = documents.submitted_files([enquiry.pk]) if enquiry else []
        return {"enquiry": enquiry, "papers": papers}

    def take_effect(self, filing: EnquiryAnswer, *, actor: Actor, now: datetime) -> None:
        documents.answer(filing, now=now)


class EnquiriesOverview(Overview):
    """供应商对招标文件提出的询问，须在期限内答复。开标之前不显示提问单位。"""

    title = "询问答复"
    menu = f"{BEFORE_OPENING}/询问答复"
    order = 41
    kinds = (AGENT,)
    columns = (
        ("询问内容", lambda enquiry: short(enquiry.question)),
        ("分包", "case.title"),
        ("提出时间", "submitted_at"),
        ("答复期限", "due_at"),
        ("答复时间", lambda enquiry: enquiry.answered_at or "未答复"),
    )
    desks = (EnquiryAnswerDesk,)
    empty = "目前没有询问。"

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Enquiry]:
        key = Concat(Value("enquiry/"), Cast(OuterRef("pk"), CharField()))
        due = Deadline.objects.filter(kind=documents.ANSWER_DUE.key, subject=key)
        asked = Enquiry.objects.filter(
            case__lot__tender__agent=actor.organisation_id, state=FilingState.APPROVED
        )
        answers = EnquiryAnswer.objects.filter(asked=OuterRef("pk"))
        return (
            asked.annotate(
                due_at=Subquery(due.values("due_at")[:1]),
                answered_at=Subquery(answers.values("submitted_at")[:1]),
                answered_by=Subquery(answers.values("pk")[:1]),
            )
            .select_related("case")
            .order_by(F("answered_at").desc(nulls_first=True), "submitted_at", "pk")
        )

    def link(self, row: Enquiry) -> str | None:
        page = f"desks:{EnquiryAnswerDesk.key}.page"
        return reverse(page, args=[row.answered_by]) if row.answered_at else None

    def opens(self, row: Enquiry, actor: Actor) -> Opening | None:
        return None if row.answered_at else Opening(desk_of(EnquiryAnswerDesk), "asked", row.pk)

"""采购业务－开标前－招标文件 by the agent (manual 001 §3.5, H20), and 招标文件确认 by the 采购人 (H34)."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from pingzhun.base.fields import PercentField, PointsField
from pingzhun.directory.actors import Actor
from pingzhun.documents.seals import spots
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Desk, OnlineDeed
from pingzhun.filings.forms import FilingForm, kept
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering import documents, tender_document
from pingzhun.markets.tendering.capacities import AGENT, ENTITY
from pingzhun.markets.tendering.course import LotState, document_is_issued
from pingzhun.markets.tendering.desks.lots import LotDesk
from pingzhun.markets.tendering.document_templates import fitting
from pingzhun.markets.tendering.menu import BEFORE_OPENING, ENTITY_ROOT
from pingzhun.markets.tendering.models import (
    PASSED_OR_NOT,
    Criterion,
    DocumentConfirmation,
    Evaluating,
    Lot,
    Part,
    Subject,
    TenderDocument,
    Verdict,
)
from pingzhun.standing.held import SCAN

WHOLE = Decimal(100)  # points of a scored document (87号令 第五十五条)
LEAST_PRICE = {Subject.GOODS: "price.goods_min_weight", Subject.SERVICES: "price.services_min_weight"}


class CriterionForm(forms.ModelForm):
    class Meta:
        model = Criterion
        fields = ["part", "name", "points", "is_objective", "is_blind", "standard"]
        field_classes = {"points": PointsField}
        widgets = {"standard": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        part, points = data.get("part"), data.get("points")
        if part in PASSED_OR_NOT and points is not None:
            self.add_error("points", f"{Part(part).label}只有通过或者不通过，不填分值。")
        if part and part not in PASSED_OR_NOT and not points and "points" not in self.errors:
            self.add_error("points", f"{Part(part).label}的评审项须填写大于 0 的分值。")
        if data.get("is_blind") and part and part != Part.TECHNICAL:
            self.add_error("is_blind", "只有技术部分可以列为暗标。")
        return data


class TenderDocumentForm(FilingForm):
    rows = {"criteria": CriterionForm}
    row_titles = {"criteria": "评审标准"}
    least_rows = {"criteria": 2}
    distinct = {"criteria": ("part", "name")}
    fieldsets = [
        ("模板", ["template"]),
        ("采购需求", ["requirements", "core_product", "terms", "period", "place", "payment"]),
        ("投标和合同", ["validity_days", "performance_bond", "price_deduction", "candidates"]),
        ("询问", ["enquiry_contact", "enquiry_phone"]),
        ("签署", ["opinion"]),
    ]
    wide = {"payment", "opinion"}

    template = forms.ChoiceField(label="模板范本")

    class Meta:
        model = TenderDocument
        fields = [
            "template",
            "requirements",
            "core_product",
            "terms",
            "period",
            "place",
            "payment",
            "validity_days",
            "performance_bond",
            "price_deduction",
            "candidates",
            "enquiry_contact",
            "enquiry_phone",
            "opinion",
        ]
        field_classes = {"performance_bond": PercentField, "price_deduction": PercentField}
        widgets = {
            "requirements": forms.Textarea(attrs={"rows": 8}),
            "terms": forms.Textarea(attrs={"rows": 8}),
            "payment": forms.Textarea(attrs={"rows": 3}),
            "opinion": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "requirements": "采购标的、数量、用途、需执行的标准；一行一段",
            "terms": "须响应的技术参数、服务标准、商务条件；一行一段",
            "core_product": "单一产品采购的填该产品，其他的指明核心产品；同品牌的按一家投标人计算（财政部令第87号第三十一条）。"
            "不分品牌的留空",
        }

    def set_up(self) -> None:
        lot: Lot = self.case
        goods = lot.tender.subject == Subject.GOODS
        templates = fitting(lot, now=self.now)
        self.fields["template"].choices = [(each.key, each.title) for each in templates]
        self.fields["period"].label = "交货期" if goods else "服务期"
        self.fields["place"].label = "交货地点" if goods else "服务地点"
        self.fields["performance_bond"].help_text = f"不收取的填 0；不得超过合同金额的 {self.most_bond}"
        least, most = self.deductions
        self.fields["price_deduction"].help_text = f"{least} 至 {most}；专门面向中小企业采购的留空或者填 0"
        if not goods:
            del self.fields["core_product"]

    @property
    def most_bond(self) -> Any:
        return self.case.figure("bond.performance_max_share")

    @property
    def deductions(self) -> tuple[Any, Any]:
        """The least and the most of a 价格扣除."""
        least, most = (self.case.figure(f"price.small_deduction_{end}") for end in ("min", "max"))
        return least, most

    def first_rows(self, name: str) -> list[dict[str, Any]]:
        """Those of the newest template."""
        return fitting(self.case, now=self.now)[0].first_criteria

    def clean_performance_bond(self) -> Decimal:
        share, most = self.cleaned_data["performance_bond"], self.most_bond
        if share > most.value:
            raise forms.ValidationError(f"履约保证金不得超过合同金额的 {most}（依据：{most.article}）。")
        return share

    def clean_price_deduction(self) -> Decimal | None:
        share, (least, most) = self.cleaned_data["price_deduction"], self.deductions
        if share and not least.value <= share <= most.value:
            raise forms.ValidationError(
                f"价格扣除比例应当为 {least} 至 {most}；专门面向中小企业采购的不执行价格扣除，留空（依据：{most.article}）。"
            )
        return share or None

    def clean(self) -> dict[str, Any]:
        self.instance.round = self.case.round
        return super().clean()

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if not self.is_bound:
            return valid
        wrong = self.row_sets["criteria"].non_form_errors()
        wrong.extend(each for each in self._what_does_not_fit() if each not in wrong)
        return valid and not wrong

    def _what_does_not_fit(self) -> Iterable[str]:
        """Of the criteria as a whole, once each of them is right (87号令 第五十四、五十五条)."""
        row_set = self.row_sets["criteria"]
        rows = list(kept(row_set))
        if any(row.errors for row in rows):
            return []
        criteria = [row.instance for row in rows]
        missing = [part.label for part in PASSED_OR_NOT if part not in {each.part for each in criteria}]
        found = [f"请至少填写一项“{label}”。" for label in missing]
        if self.case.evaluating == Evaluating.LOWEST_PRICE:
            if any(each.part not in PASSED_OR_NOT for each in criteria):
                found.append(
                    "最低评标价法不打分：商务和技术要求请列为“符合性审查”，不设商务、技术、价格评审项。"
                )
            return found
        return found + self._what_does_not_score(criteria)

    def _what_does_not_score(self, criteria: list[Criterion]) -> list[str]:
        found = []
        total = sum((each.points for each in criteria if each.points), Decimal(0))
        if total != WHOLE:
            found.append(f"各评审项的分值合计须为 100 分，现为 {tender_document.number(total)} 分。")
        prices = [each for each in criteria if each.part == Part.PRICE]
        if len(prices) != 1:
            found.append(f"须有且只有一项“价格”评审项，现有 {len(prices)} 项。")
        subject = Subject(self.case.tender.subject)
        least = self.case.figure(LEAST_PRICE[subject])
        if len(prices) == 1 and prices[0].points < least.value:
            found.append(
                f"{subject.label}项目的价格分值占总分值的比重不得低于 {least}，现为 "
                f"{tender_document.number(prices[0].points)} 分（依据：{least.article}）。"
            )
        qualifications = {each.name for each in criteria if each.part == Part.QUALIFICATION}
        twice = sorted(each.name for each in criteria if each.points and each.name in qualifications)
        if twice:
            article = least.article
            found.append(f"资格条件不得作为评审因素：{'、'.join(twice)}（依据：{article}）。")
        return found

    def chapters(self) -> list[tender_document.Chapter]:
        """The whole document as it would be, of a valid form."""
        criteria = [row.instance for row in kept(self.row_sets["criteria"])]
        return tender_document.chapters(self.case, self.instance, criteria)


class TenderDocumentDesk(LotDesk):
    """选择分包和模板范本，在线制作招标文件。提交后即生效，不需要审核；采购人确认之后才能发布招标公告。"""

    title = "招标文件"
    menu = f"{BEFORE_OPENING}/招标文件"
    order = 30
    filing, form = TenderDocument, TenderDocumentForm
    filed_by = AGENT
    deed = OnlineDeed(
        None,
        "招标文件",
        tender_document.write,
        spot=spots.column,
        act="签发",
        hint="由平台按模板范本和上面填写的内容生成，打开核对后用本单位的数字证书盖章。",
        otherwise="也可以不盖章直接提交，由平台出具。",
        public=False,
    )
    slots = (Slot("attachments", "附件", hint="图纸、清单等，随招标文件一并提供"),)
    verb = "新增交易文件"
    submit_label = "确认提交"
    withdrawable = False
    preview_template = "tendering/_document_preview.html"
    read_template = "tendering/document.html"
    submitted_message = "招标文件已生效，采购人会收到消息。"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        lots = Lot.objects.of_agent(actor).filter(state=LotState.REGISTERED)
        return lots.order_by("-pk")

    def initial(self, *, actor: Actor, case: Lot, now: datetime) -> dict[str, Any]:
        return {
            "template": fitting(case, now=now)[0].key,
            "validity_days": 90,
            "performance_bond": 0,
            "price_deduction": case.figure("price.small_deduction_min").value,
            "candidates": 3,
            "enquiry_contact": case.tender.contact_name,
            "enquiry_phone": case.tender.contact_phone,
        }

    def take_effect(self, filing: TenderDocument, *, actor: Actor, now: datetime) -> None:
        documents.issue(filing, actor=actor, now=now)


class DocumentConfirmationForm(FilingForm):
    class Meta:
        model = DocumentConfirmation
        fields = ["verdict", "reason"]
        widgets = {"verdict": forms.RadioSelect, "reason": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"reason": "退回时必填：写明问题和修改意见"}

    def set_up(self) -> None:
        self.fields["verdict"].choices = Verdict.choices

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        verdict, reason = data.get("verdict"), data.get("reason")
        if verdict == Verdict.RETURNED and not reason:
            self.add_error("reason", "退回须填写原因。")
        if verdict == Verdict.CONFIRMED and reason:
            self.add_error("reason", "确认时不填退回原因；需要修改的，请选择“退回”。")
        self.instance.document = self.case.document
        return data


class DocumentConfirmationDesk(Desk):
    """查看代理机构提交的招标文件，确认或者写明原因退回。确认之后才能发布招标公告。"""

    title = "招标文件确认"
    menu = f"{ENTITY_ROOT}/招标文件确认"
    order = 20
    filing, form = DocumentConfirmation, DocumentConfirmationForm
    filed_by = ENTITY
    guards = (document_is_issued,)
    slots = (Slot("letter", "确认函", types=SCAN, hint="单位盖章的确认函，可不上传"),)
    verb = "确认"
    submit_label = "确认提交"
    withdrawable = False
    template = "tendering/confirmation.html"
    submitted_message = "已提交，代理机构会收到消息。"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        lots = Lot.objects.of_entity(actor).filter(
            state=LotState.REGISTERED, document__isnull=False, document_confirmed_at=None
        )
        return lots.order_by("-pk")

    def page_context(self, filing: Filing, *, actor: Actor, now: datetime) -> dict[str, Any]:
        """Without a document once it has been returned: the lot has none until the agent makes another one."""
        lot = filing.about
        chapters = tender_document.chapters_of(lot) if lot.document else []
        return {"document": lot.document, "chapters": chapters}

    def take_effect(self, filing: DocumentConfirmation, *, actor: Actor, now: datetime) -> None:
        documents.decide(filing, actor=actor, now=now)

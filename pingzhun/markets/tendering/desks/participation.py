"""投标业务: a supplier finds a lot, gets its 招标文件 free of charge, and follows it (H36)."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from pingzhun.base.fields import MobileField
from pingzhun.directory.actors import Actor
from pingzhun.filings.desks import Desk, Worklist
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.tendering import documents
from pingzhun.markets.tendering.capacities import SUPPLIER
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.desks.enquiries import EnquiryDesk
from pingzhun.markets.tendering.guards import document_is_on_offer
from pingzhun.markets.tendering.menu import BIDDING
from pingzhun.markets.tendering.models import DocumentRequest, Lot


class DocumentRequestForm(FilingForm):
    class Meta:
        model = DocumentRequest
        fields = ["contact_name", "contact_mobile"]
        field_classes = {"contact_mobile": MobileField}
        help_texts = {"contact_mobile": "澄清、变更和答复会通知到单位，开标之前不向任何人显示"}

    def clean(self) -> dict[str, Any]:
        self.instance.round = self.case.round
        return super().clean()


class DocumentRequestDesk(Desk):
    """填写联系信息即可获取招标文件，免费。获取之后可以下载、提问和投标；开标之前，平台不向任何人透露获取招标文件的供应商。"""

    title = "获取招标文件"
    order = 11
    filing, form = DocumentRequest, DocumentRequestForm
    filed_by = SUPPLIER
    guards = (documents.bidding_is_open, document_is_on_offer, documents.supplier_is_not_suspended)
    verb = "获取招标文件"
    submit_label = "确认获取"
    private = True
    withdrawable = False
    submitted_message = "已获取招标文件，请到“投标业务－我的项目”打开项目下载。"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        lots = Lot.objects.filter(state=LotState.BIDDING)
        return lots.exclude(pk__in=documents.taken_part_in(actor).values("pk")).order_by("opens_at", "pk")

    def opened(self) -> Q:
        return documents.of_known_participants("documentrequest__round")

    def initial(self, *, actor: Actor, case: Lot, now: datetime) -> dict[str, Any]:
        supplier = actor.organisation
        return {"contact_name": supplier.contact_name, "contact_mobile": supplier.contact_mobile}

    def take_effect(self, filing: DocumentRequest, *, actor: Actor, now: datetime) -> None:
        documents.enrol(filing, now=now)


class LotNoticesWorklist(Worklist):
    """正在招标的分包。打开查看公告和项目信息，在投标截止时间前获取招标文件。"""

    title = "招标公告浏览"
    menu = f"{BIDDING}/招标公告浏览"
    order = 10
    kinds = (SUPPLIER,)
    columns = (
        ("项目", "tender.name"),
        ("采购人", "procuring_entity.name"),
        ("采购目录", "category.name"),
        ("最高限价（元）", "ceiling"),
        ("评标办法", "get_evaluating_display"),
        ("投标截止时间", "opens_at"),
    )
    desks = (DocumentRequestDesk,)
    empty = "目前没有正在招标的分包。"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        lots = Lot.objects.filter(state=LotState.BIDDING)
        return lots.select_related("tender", "procuring_entity", "category").order_by("opens_at", "pk")


class MyLotsWorklist(Worklist):
    """您单位已获取招标文件的分包。点击项目名称下载招标文件和答疑文件，查看进展。"""

    title = "我的项目"
    menu = f"{BIDDING}/我的项目"
    order = 12
    kinds = (SUPPLIER,)
    columns = (
        ("项目", "tender.name"),
        ("采购人", "procuring_entity.name"),
        ("投标截止时间", "opens_at"),
        ("状态", "get_state_display"),
    )
    desks = (EnquiryDesk,)
    empty = "还没有获取招标文件。到“投标业务－招标公告浏览”选择项目。"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        lots = documents.taken_part_in(actor).select_related("tender", "procuring_entity")
        return lots.order_by("-opens_at", "-pk")

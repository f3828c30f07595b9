"""投标业务/我的投标: a supplier that has the document bids, replaces, confirms and withdraws until the hour (H36)."""

from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When

from pingzhun.base.fields import MobileField
from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.announce import page_of
from pingzhun.filings.desks import Desk, Worklist
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import bidding
from pingzhun.markets.tendering.capacities import SUPPLIER
from pingzhun.markets.tendering.course import BEFORE_OPENING, LotState
from pingzhun.markets.tendering.desks.bonds import BidBondDesk
from pingzhun.markets.tendering.guards import bidding_is_open, bond_is_recorded, supplier_is_not_suspended
from pingzhun.markets.tendering.menu import BIDDING
from pingzhun.markets.tendering.models import (
    Bid,
    BidConfirmation,
    BidSubmission,
    BidWithdrawal,
    Lot,
    Participation,
)
from pingzhun.markets.tendering.offers import PARTS, OfferForm
from pingzhun.sealing import box, files
from pingzhun.sealing.envelope import parse
from pingzhun.sealing.pages import files_form, seal_for


def joined(actor: Actor) -> QuerySet[Lot]:
    """The lots in whose present round the actor's organisation takes part; it buys and tenders none of them itself."""
    mine = Participation.objects.filter(lot=OuterRef("pk"), round=OuterRef("round"))
    lots = Lot.objects.filter(Exists(mine.filter(organisation_id=actor.organisation_id)))
    return lots.exclude(
        Q(procuring_entity_id=actor.organisation_id) | Q(tender__agent_id=actor.organisation_id)
    )


def bids_of(actor: Actor) -> QuerySet[Bid]:
    """The actor's live bids for the present round of the lot at hand."""
    return Bid.objects.filter(
        lot=OuterRef("pk"),
        round=OuterRef("round"),
        organisation_id=actor.organisation_id,
        withdrawn_at=None,
    )


class BidForm(FilingForm):
    class Meta:
        model = BidSubmission
        fields = ["contact_name", "contact_mobile"]
        field_classes = {"contact_mobile": MobileField}


class BidDesk(Desk):
    """填写开标一览表，选择投标文件。内容在您的浏览器中加密，到开标时间才能开启；在此之前可以重新投标或撤回。"""

    title = "投标"
    order = 21
    filing, form, sealed_form = BidSubmission, BidForm, OfferForm
    filed_by = SUPPLIER
    guards = (bidding_is_open, supplier_is_not_suspended, bond_is_recorded)
    slots = (Slot("letter", "授权委托书", hint="这里的文件不加密，请勿在其中写报价"), files.SLOT)
    verb = "投标"
    submit_label = "递交投标"
    private = True
    withdrawable = False
    confirm = "确定递交？截止之前可以重新投标或撤回，以最后一次为准。"
    submitted_message = "投标已递交并密封保存，请下载递交回执。截止之前可以重新投标或撤回。"
    template = "tendering/bid.html"
    read_template = "tendering/bid_read.html"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return joined(actor).filter(state=LotState.BIDDING)

    def initial(self, *, actor: Actor, case: Lot, now: datetime) -> dict[str, Any]:
        return {
            "contact_name": actor.organisation.contact_name,
            "contact_mobile": actor.organisation.contact_mobile,
        }

    def sealed_form_for(self, filing: Filing, *, prefix: str) -> OfferForm:
        return OfferForm(document=filing.about.document, prefix=prefix)

    def page_context(self, filing: Filing, *, actor: Actor, now: datetime) -> dict[str, Any]:
        lot = filing.about
        held = box.box_of(case=lot, round=lot.round)
        return {
            "box": held,
            "lot": lot,
            "seal_for": seal_for(held, actor.organisation) if actor.organisation else "",
            "sealed_files": files_form(
                filing.folder, title="投标文件", url=f"{page_of(filing)}files/", parts=PARTS
            ),
            "offer": box.live_offer(case=lot, round=lot.round, organisation=filing.organisation),
        }

    def seal(self, filing: BidSubmission, given: str, *, actor: Actor, now: datetime) -> None:
        lot = filing.about
        bidding.hold_open(lot, now=now)
        try:
            sealed = parse(given)
        except ValueError as error:
            raise Refused("投标没有在浏览器中加密，没有提交。请刷新页面，重新填写后再提交。") from error
        if not sealed.files:
            raise Refused("没有投标文件，没有提交。请选择投标文件后再提交。")
        box.seal(
            case=lot,
            round=lot.round,
            organisation=actor.organisation,
            envelope=sealed,
            ciphertexts=files.gather(filing.folder, sealed, now=now),
            user=actor.user,
            now=now,
            idempotency_key=f"filing/{filing.pk}/{filing.version}",
        )

    def was_sealed(self, filing: Filing, envelope: str) -> bool:
        try:
            given = parse(envelope)
        except ValueError:
            return False
        lot = filing.about
        return box.has_taken(given, case=lot, round=lot.round, organisation=filing.organisation)

    def take_effect(self, filing: BidSubmission, *, actor: Actor, now: datetime) -> None:
        bidding.bid(filing.about, filing.organisation, now=now)


class BidConfirmationForm(FilingForm):
    class Meta:
        model = BidConfirmation
        fields: list[str] = []


class BidConfirmationDesk(Desk):
    """变更公告发布后，请确认按变更后的要求仍以原投标参加；内容需要修改的，请重新投标。"""

    title = "确认投标"
    order = 22
    filing, form = BidConfirmation, BidConfirmationForm
    filed_by = SUPPLIER
    guards = (bidding_is_open, supplier_is_not_suspended)
    verb = "确认投标"
    submit_label = "确认投标"
    private = True
    withdrawable = False
    confirm = "确认已阅读变更公告，仍以已递交的投标参加？"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        waiting = bids_of(actor).filter(to_confirm_since__isnull=False)
        return joined(actor).filter(Exists(waiting), state=LotState.BIDDING)

    def take_effect(self, filing: BidConfirmation, *, actor: Actor, now: datetime) -> None:
        bidding.confirm(filing.about, filing.organisation, now=now)


class BidWithdrawalForm(FilingForm):
    class Meta:
        model = BidWithdrawal
        fields: list[str] = []


class BidWithdrawalDesk(Desk):
    """投标截止之前可以撤回投标；撤回后可以重新投标；不再投标的，保证金自撤回之日起按期退还。"""

    title = "撤回投标"
    order = 23
    filing, form = BidWithdrawal, BidWithdrawalForm
    filed_by = SUPPLIER
    guards = (bidding_is_open,)
    verb = "撤回投标"
    submit_label = "撤回投标"
    private = True
    withdrawable = False
    confirm = "撤回后投标作废，不再开启。截止之前可以重新投标。"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return joined(actor).filter(Exists(bids_of(actor)), state=LotState.BIDDING)

    def take_effect(self, filing: BidWithdrawal, *, actor: Actor, now: datetime) -> None:
        bidding.withdraw(filing.about, filing.organisation, now=now)


class MyBidsWorklist(Worklist):
    """您单位已获取招标文件的分包：缴纳保证金、投标、确认、撤回，查看开标。"""

    title = "我的投标"
    menu = f"{BIDDING}/我的投标"
    order = 20
    kinds = (SUPPLIER,)
    columns = (
        ("采购人", "procuring_entity.name"),
        ("最高限价（元）", "ceiling"),
        ("投标截止时间", "opens_at"),
        ("我的投标", "my_bid"),
        ("项目状态", "get_state_display"),
    )
    desks = (BidDesk, BidConfirmationDesk, BidBondDesk, BidWithdrawalDesk)
    empty = "还没有参与的分包。获取招标文件之后会出现在这里。"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        mine = bids_of(actor)
        shown = Case(
            When(Exists(mine.filter(to_confirm_since__isnull=False)), then=Value("请重新确认")),
            When(Exists(mine), then=Value("已投标")),
            When(state__in=BEFORE_OPENING, then=Value("尚未投标")),
            default=Value("没有投标"),
            output_field=CharField(),
        )
        return joined(actor).annotate(my_bid=shown).select_related("procuring_entity")

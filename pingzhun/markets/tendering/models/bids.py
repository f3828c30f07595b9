"""Who takes part in a lot, and what they bid. Typed fields and constraints, no logic."""

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from pingzhun.base.columns import amount
from pingzhun.base.triggers import FirmProtect, FirmReadOnly, FirmTrigger, append_only, refuse
from pingzhun.filings.models import Filing, final_once_submitted
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.models.lots import Lot


class Participation(models.Model):
    """A supplier that has enrolled for one round of a lot, and may have the document (获取招标文件)."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="participations")
    round = models.PositiveSmallIntegerField("招标轮次")
    organisation = models.ForeignKey(
        "directory.Organisation", verbose_name="供应商", on_delete=models.PROTECT, related_name="+"
    )
    contact_name = models.CharField("联系人", max_length=64)
    contact_mobile = models.CharField("联系电话", max_length=16)
    enrolled_at = models.DateTimeField("获取招标文件时间")

    class Meta:
        verbose_name = verbose_name_plural = "参与供应商"
        ordering = ["enrolled_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "round", "organisation"], name="a_supplier_takes_part_once_in_a_round"
            )
        ]
        triggers = [
            FirmReadOnly(name="a_participation_stands"),
            FirmTrigger(
                name="suppliers_enrol_while_bidding_is_open",
                operation=pgtrigger.Insert,
                func=f"""
                    PERFORM 1 FROM tendering_lot
                    WHERE case_ptr_id = NEW.lot_id AND round = NEW.round AND state = '{LotState.BIDDING}'
                    AND opens_at > pingzhun_clock() FOR SHARE;
                    IF NOT FOUND THEN
                        {refuse("suppliers enrol while bidding is open")}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


# Known since the opening.
SAID = (
    "price",
    "stated_price",
    "price_in_words",
    "repair",
    "period",
    "note",
    "is_small",
    "brand",
    "device",
)


class Bid(models.Model):
    """A supplier's bid for one round of a lot. What it says is in `sealing` until the box is opened, then here (开标一览表).

    to_confirm_since: a 变更公告 has come out after it, and the supplier has not confirmed it since. price: in yuan, what counts;
    stated_price: the figures of the opening list, and price_in_words its capitals; repair: why the two differ from `price`.
    is_small: it declares to be a 小型、微型企业. brand: of the core product, as typed. device: a random number that
    its browser keeps.
    """

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="bids")
    round = models.PositiveSmallIntegerField("招标轮次")
    organisation = models.ForeignKey(
        "directory.Organisation", verbose_name="投标人", on_delete=models.PROTECT, related_name="bids"
    )
    submitted_at = models.DateTimeField("递交时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    to_confirm_since = models.DateTimeField("待重新确认", null=True, blank=True)
    price = amount("投标报价", null=True, blank=True)
    stated_price = amount("投标报价（小写）", null=True, blank=True)
    price_in_words = models.CharField("投标报价（大写）", max_length=100, null=True, blank=True)
    repair = models.CharField("报价修正", max_length=300, null=True, blank=True)
    period = models.CharField("交货期或服务期", max_length=100, null=True, blank=True)
    note = models.CharField("备注", max_length=500, null=True, blank=True)
    is_small = models.BooleanField("小型、微型企业", null=True, blank=True)
    brand = models.CharField("核心产品品牌", max_length=100, null=True, blank=True)
    device = models.CharField("浏览器标识", max_length=32, null=True, blank=True)
    invalid_reason = models.CharField("投标无效的原因", max_length=300, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "投标"
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "round", "organisation"],
                condition=Q(withdrawn_at=None),
                name="a_supplier_has_one_live_bid_in_a_round",
            ),
            models.CheckConstraint(
                name="a_bid_with_a_price_says_how_it_was_stated",
                condition=Q(price=None) | Q(price__gt=0, stated_price__isnull=False, withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="a_repaired_price_says_why",
                condition=Q(price=None) | Q(price=F("stated_price")) | Q(repair__isnull=False),
            ),
        ]
        triggers = [
            FirmReadOnly(
                name="a_bid_stays_whose_it_is", fields=["lot", "round", "organisation", "submitted_at"]
            ),
            FirmProtect(name="bids_are_kept", operation=pgtrigger.Delete),
            FirmTrigger(
                name="bids_come_and_go_while_bidding_is_open",
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=f"""
                    IF TG_OP = 'UPDATE' AND NEW.withdrawn_at IS NOT DISTINCT FROM OLD.withdrawn_at THEN
                        RETURN NEW;
                    END IF;
                    PERFORM 1 FROM tendering_lot
                    WHERE case_ptr_id = NEW.lot_id AND round = NEW.round AND state = '{LotState.BIDDING}' FOR SHARE;
                    IF NOT FOUND THEN
                        {refuse("bids come and go while bidding is open")}
                    END IF;
                    IF NOT EXISTS (
                        SELECT FROM sealing_sealedoffer offer
                        JOIN sealing_box box ON box.id = offer.box_id
                        JOIN tendering_lot lot ON lot.case_ptr_id = box.case_id
                        WHERE box.case_id = NEW.lot_id AND box.round = NEW.round AND offer.superseded_at IS NULL
                            AND offer.organisation_id = NEW.organisation_id AND CASE WHEN NEW.withdrawn_at IS NULL
                                THEN offer.withdrawn_at IS NULL AND offer.received_at < lot.opens_at
                                ELSE offer.withdrawn_at < lot.opens_at END
                    ) THEN
                        {refuse("a bid comes and goes with its envelope, before the hour")}
                    END IF;
                    IF NOT EXISTS (
                        SELECT FROM tendering_participation WHERE lot_id = NEW.lot_id AND round = NEW.round
                        AND organisation_id = NEW.organisation_id
                    ) THEN
                        {refuse("who bids has the document")}
                    END IF;
                    RETURN NEW;
                """,
            ),
            FirmTrigger(
                name="what_a_bid_says_is_known_when_its_box_is_open",
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition(" OR ".join(f"NEW.{name} IS NOT NULL" for name in SAID)),
                func=f"""
                    IF TG_OP = 'UPDATE' AND OLD.stated_price IS NOT NULL
                        AND ({", ".join(f"OLD.{name}" for name in SAID)})
                            IS DISTINCT FROM ({", ".join(f"NEW.{name}" for name in SAID)})
                    THEN
                        {refuse("what an opened bid says stays")}
                    END IF;
                    IF NOT EXISTS (
                        SELECT FROM sealing_box WHERE case_id = NEW.lot_id AND round = NEW.round AND opened_at IS NOT NULL
                    ) THEN
                        {refuse("what a bid says is known when its box is open")}
                    END IF;
                    IF NEW.invalid_reason IS NULL AND NEW.price > (
                        SELECT ceiling FROM tendering_lot WHERE case_ptr_id = NEW.lot_id
                    ) THEN
                        {refuse("a bid above the ceiling is invalid")}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} 投标 {self.lot}"


class BidSubmission(Filing):
    """投标: what is typed beside the sealed part."""

    contact_name = models.CharField("授权代表", max_length=64)
    contact_mobile = models.CharField("授权代表手机", max_length=16)

    class Meta:
        verbose_name = verbose_name_plural = "投标递交"
        triggers = final_once_submitted()


class BidWithdrawal(Filing):
    class Meta:
        verbose_name = verbose_name_plural = "撤回投标"
        triggers = final_once_submitted()


class BidConfirmation(Filing):
    """The supplier stands by a bid that it made before a 变更公告."""

    class Meta:
        verbose_name = verbose_name_plural = "确认投标"
        triggers = final_once_submitted()


# ---- 投标保证金 -------------------------------------------------------------------------------------------------------


class Payment(models.TextChoices):
    """Not in cash (条例 第三十三条)."""

    TRANSFER = "transfer", "银行转账"
    CHEQUE = "cheque", "支票"
    BILL = "bill", "汇票"
    PROMISSORY_NOTE = "promissory_note", "本票"
    GUARANTEE = "guarantee", "保函"


class BidBond(Filing):
    """投标保证金 of a supplier for one round of a lot."""

    round = models.PositiveSmallIntegerField("招标轮次", default=1, editable=False)
    amount = amount("金额", validators=[MinValueValidator(1)])
    payment = models.CharField("缴纳方式", max_length=16, choices=Payment.choices, default=Payment.TRANSFER)
    payer = models.CharField("付款账户名称", max_length=120)
    payer_account = models.CharField("付款账号", max_length=40, null=True, blank=True)
    paid_on = models.DateField("缴纳日期")

    class Meta:
        verbose_name = verbose_name_plural = "投标保证金"
        triggers = final_once_submitted()


class BondReturn(Filing):
    """保证金退还 by the agent."""

    bond = models.ForeignKey(BidBond, verbose_name="保证金", on_delete=models.PROTECT, related_name="returns")
    returned_on = models.DateField("退还日期")
    note = models.CharField("说明", max_length=300, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "保证金退还"
        constraints = [models.UniqueConstraint(fields=["bond"], name="a_bond_is_returned_once")]
        triggers = final_once_submitted()


# ---- 开标 -------------------------------------------------------------------------------------------------------------


class OpeningFailure(Filing):
    """无法开标: the holders of the keys cannot open the bids."""

    reason = models.TextField("原因", max_length=1000)

    class Meta:
        verbose_name = verbose_name_plural = "无法开标"
        triggers = final_once_submitted()


class OpeningRemark(models.Model):
    """What a bidder says of the opening record: that it is right, or what it objects to (87号令 第四十二条)."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="opening_remarks")
    round = models.PositiveSmallIntegerField("招标轮次")
    organisation = models.ForeignKey(
        "directory.Organisation", verbose_name="投标人", on_delete=models.PROTECT, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="确认人", on_delete=models.PROTECT, related_name="+"
    )
    objection = models.CharField("异议", max_length=500, null=True, blank=True)
    made_at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = verbose_name_plural = "开标记录确认"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "round", "organisation"], name="a_bidder_speaks_once_of_an_opening"
            ),
            models.CheckConstraint(
                name="an_objection_has_words", condition=Q(objection=None) | Q(objection__regex=r"\S")
            ),
        ]
        triggers = [
            *append_only("opening_remarks"),
            FirmTrigger(
                name="bidders_speak_of_an_opened_lot",
                operation=pgtrigger.Insert,
                func=f"""
                    IF NOT EXISTS (
                        SELECT FROM tendering_bid WHERE lot_id = NEW.lot_id AND round = NEW.round
                        AND organisation_id = NEW.organisation_id AND withdrawn_at IS NULL
                    ) OR NOT EXISTS (
                        SELECT FROM sealing_box WHERE case_id = NEW.lot_id AND round = NEW.round AND opened_at IS NOT NULL
                    ) THEN
                        {refuse("bidders speak of what was opened")}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {'异议' if self.objection else '确认'}"

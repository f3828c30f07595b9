"""Prices before they are scored: repaired, without a deduction, explained. Typed fields and constraints, no logic."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from pingzhun.base.columns import amount
from pingzhun.base.triggers import append_only
from pingzhun.filings.models import Filing, final_once_submitted
from pingzhun.markets.tendering.models.bids import Bid
from pingzhun.markets.tendering.models.evaluation import SAID, LotEvaluation, said_by_live_members


class PriceRepair(models.Model):
    """A price repaired by 87号令 第五十九条 and confirmed by its bidder; recorded by the leader."""

    evaluation = models.ForeignKey(LotEvaluation, on_delete=models.PROTECT, related_name="repairs")
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey("experts.Seat", on_delete=models.PROTECT, related_name="+")
    before = amount("开标一览表报价")
    price = amount("修正后的报价", validators=[MinValueValidator(0)])
    reason = models.CharField("修正依据", max_length=300)
    recorded_at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = verbose_name_plural = "报价修正"
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "bid"], name="a_price_is_repaired_once"),
            models.CheckConstraint(
                name="a_repaired_price_is_another_one_and_says_why",
                condition=Q(price__gt=0) & ~Q(price=F("before")) & Q(reason__regex=SAID),
            ),
        ]
        triggers = [*append_only("repairs"), said_by_live_members()]

    def __str__(self) -> str:
        return f"{self.bid} {self.price}"


class WithheldDeduction(models.Model):
    """No 价格扣除 for a bid whose declaration of being small does not hold; recorded by the leader."""

    evaluation = models.ForeignKey(LotEvaluation, on_delete=models.PROTECT, related_name="withheld")
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey("experts.Seat", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("不予扣除的原因", max_length=300)
    recorded_at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = verbose_name_plural = "不予价格扣除"
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "bid"], name="a_deduction_is_withheld_once"),
            models.CheckConstraint(name="a_withheld_deduction_says_why", condition=Q(reason__regex=SAID)),
        ]
        triggers = [*append_only("withheld_deductions"), said_by_live_members()]

    def __str__(self) -> str:
        return f"{self.bid} 不予价格扣除"


class PriceInquiry(models.Model):
    """异常低价: the committee asks a bidder to explain its price (87号令 第六十条)."""

    evaluation = models.ForeignKey(LotEvaluation, on_delete=models.PROTECT, related_name="inquiries")
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="inquiries")
    seat = models.ForeignKey("experts.Seat", on_delete=models.PROTECT, related_name="+")
    question = models.CharField("要求说明的内容", max_length=500)
    asked_at = models.DateTimeField("提出时间")
    answer_until = models.DateTimeField("说明截止时间")

    class Meta:
        verbose_name = verbose_name_plural = "报价说明要求"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "bid"], name="a_price_is_asked_about_once"),
            models.CheckConstraint(
                name="a_bidder_has_time_to_explain", condition=Q(answer_until__gt=F("asked_at"))
            ),
        ]
        triggers = [*append_only("inquiries"), said_by_live_members()]

    def __str__(self) -> str:
        return f"{self.bid} 报价说明"


class PriceExplanation(Filing):
    """报价合理性说明 by the bidder that was asked."""

    inquiry = models.OneToOneField(PriceInquiry, on_delete=models.PROTECT, related_name="explanation")
    text = models.TextField("报价合理性说明", max_length=3000)

    class Meta:
        verbose_name = verbose_name_plural = "报价说明"
        triggers = final_once_submitted()


class PriceVote(models.Model):
    """Whether one member thinks that the bidder has not shown its price to be reasonable."""

    inquiry = models.ForeignKey(PriceInquiry, on_delete=models.PROTECT, related_name="votes")
    seat = models.ForeignKey("experts.Seat", on_delete=models.PROTECT, related_name="+")
    rejects = models.BooleanField(
        "结论", choices=((False, "报价合理，继续评审"), (True, "不能证明合理性，作无效投标处理"))
    )
    reason = models.CharField("理由", max_length=300)
    cast_at = models.DateTimeField("表决时间")

    class Meta:
        verbose_name = verbose_name_plural = "报价说明表决"
        ordering = ["cast_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "seat"], name="a_member_votes_once_on_a_price"),
            models.CheckConstraint(name="a_vote_on_a_price_says_why", condition=Q(reason__regex=SAID)),
        ]
        triggers = [*append_only("votes"), said_by_live_members(via="inquiry_id")]

    def __str__(self) -> str:
        return f"{self.inquiry} {self.seat}"

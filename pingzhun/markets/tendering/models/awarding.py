"""What follows an evaluation: decision, 中标公告, 放弃中标, contract. Typed fields and constraints, no logic."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from pingzhun.base import columns
from pingzhun.filings.models import Filing, Reasoned, final_once_submitted
from pingzhun.markets.tendering.models.bids import Bid
from pingzhun.markets.tendering.models.evaluation import SAID, BidResult, LotEvaluation
from pingzhun.markets.tendering.models.notices import Signed


class DecisionOutcome(models.TextChoices):
    AWARD = "award", "确定中标人"
    FAIL = "fail", "废标，重新开展采购活动"


class AwardDecision(Filing):
    """确定中标人 by the 采购人 (87号令 第六十八条). reason: needed for whoever is not the next candidate, and for 废标."""

    outcome = models.CharField(
        "结果", max_length=16, choices=DecisionOutcome.choices, default=DecisionOutcome.AWARD
    )
    candidate = models.ForeignKey(
        BidResult,
        verbose_name="中标人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
    )
    reason = models.TextField("理由", max_length=1000, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "确定中标人"
        constraints = [
            models.CheckConstraint(
                name="a_decision_names_a_winner_or_a_reason",
                condition=Q(outcome=DecisionOutcome.AWARD, candidate__isnull=False)
                | Q(outcome=DecisionOutcome.FAIL, candidate=None, reason__regex=SAID),
            )
        ]
        triggers = final_once_submitted()


class AwardNotice(Signed, Filing):
    """中标公告 (H30, 87号令 第六十九条)."""

    winner = models.ForeignKey(
        BidResult, verbose_name="中标单位", on_delete=models.PROTECT, related_name="award_notices"
    )
    winner_address = models.CharField("中标单位地址", max_length=200)
    agency_fee = columns.amount("代理服务费金额", validators=[MinValueValidator(0)])
    agency_fee_standard = models.CharField("代理服务费收费标准", max_length=300)
    note = models.TextField("其他补充事宜", max_length=2000, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "中标公告"
        triggers = final_once_submitted()


class AwardedItem(models.Model):
    """主要中标标的."""

    filing = models.ForeignKey(AwardNotice, on_delete=models.CASCADE, related_name="items")
    name = models.CharField("名称", max_length=100)
    specification = models.CharField("规格型号或服务要求", max_length=200)
    quantity = models.CharField("数量", max_length=50)
    unit_price = columns.amount("单价", validators=[MinValueValidator(0)])

    class Meta:
        verbose_name = verbose_name_plural = "主要中标标的"
        ordering = ["pk"]
        triggers = final_once_submitted("filing_id")

    def __str__(self) -> str:
        return self.name


class AwardChange(Filing):
    """中标公告变更 (H31)."""

    matter = models.CharField("变更事项", max_length=200)
    before = models.TextField("原公告内容", max_length=2000)
    after = models.TextField("变更后内容", max_length=2000)
    explanation = models.TextField("变更原因", max_length=1000)

    class Meta:
        verbose_name = verbose_name_plural = "中标公告变更"
        triggers = final_once_submitted()


class AwardRenunciation(Reasoned, Filing):
    """放弃中标 by the winner (条例 第四十九条)."""

    lot_evaluation = models.ForeignKey(LotEvaluation, on_delete=models.PROTECT, related_name="renunciations")
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="renunciations")

    class Meta:
        verbose_name = verbose_name_plural = "放弃中标"
        triggers = final_once_submitted()


class AwardContract(Filing):
    """合同备案 (法 第四十六、四十七条)."""

    number = models.CharField("合同编号", max_length=64)
    amount = columns.amount("合同金额", validators=[MinValueValidator(1)])
    performance_bond = columns.amount("履约保证金", validators=[MinValueValidator(0)])
    signed_on = models.DateField("签订日期")
    starts_on = models.DateField("履行开始日期")
    ends_on = models.DateField("履行结束日期")

    class Meta:
        verbose_name = verbose_name_plural = "合同备案"
        constraints = [
            models.CheckConstraint(
                name="a_contract_of_a_lot_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="a_performance_bond_is_a_part_of_the_contract",
                condition=Q(performance_bond__lt=F("amount")),
            ),
        ]
        triggers = final_once_submitted()

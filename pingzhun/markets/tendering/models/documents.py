"""招标文件 with its criteria, and the 采购人's word on it. Typed fields and constraints, no logic."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from pingzhun.filings.models import Filing, final_once_submitted


class TenderDocument(Filing):
    """招标文件 of one lot and round (H20): what the agent says; the rest is the text of its 模板范本 and the terms of the lot.

    core_product: whose brands count once (87号令 第三十一条). price_deduction: percent off the prices of small firms when they
    are evaluated; none where the lot is reserved for them.
    """

    round = models.PositiveSmallIntegerField("招标轮次", default=1)
    template = models.CharField("模板范本", max_length=40)
    requirements = models.TextField("采购需求", max_length=20_000)
    terms = models.TextField("技术和商务要求", max_length=20_000)
    core_product = models.CharField("核心产品", max_length=200, null=True, blank=True)
    period = models.CharField("交货期或服务期", max_length=100)
    place = models.CharField("交货或服务地点", max_length=200)
    payment = models.TextField("付款方式", max_length=2000)
    validity_days = models.PositiveSmallIntegerField(
        "投标有效期（日）", default=90, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    performance_bond = models.DecimalField(
        "履约保证金（占合同金额的 %）", max_digits=4, decimal_places=2, validators=[MinValueValidator(0)]
    )
    price_deduction = models.DecimalField(
        "小微企业价格扣除比例（%）", max_digits=4, decimal_places=2, null=True, blank=True
    )
    candidates = models.PositiveSmallIntegerField(
        "推荐中标候选人数", default=3, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    enquiry_contact = models.CharField("询问联系人", max_length=64)
    enquiry_phone = models.CharField("询问联系电话", max_length=32)
    opinion = models.CharField("签署意见", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "招标文件"
        constraints = [
            models.CheckConstraint(
                name="a_bid_stays_valid_for_some_days", condition=Q(validity_days__gt=0, round__gt=0)
            ),
            models.CheckConstraint(
                name="one_to_three_candidates_are_named", condition=Q(candidates__gte=1, candidates__lte=3)
            ),
            models.CheckConstraint(
                name="a_performance_bond_is_a_share", condition=Q(performance_bond__gte=0)
            ),
            models.CheckConstraint(
                name="a_price_deduction_is_a_part_of_the_price",
                condition=Q(price_deduction=None) | Q(price_deduction__gt=0, price_deduction__lt=100),
            ),
        ]
        triggers = final_once_submitted()


class Part(models.TextChoices):
    """Where a criterion stands: the first two are passed or not, the others have points."""

    QUALIFICATION = "qualification", "资格审查"
    CONFORMITY = "conformity", "符合性审查"
    BUSINESS = "business", "商务"
    TECHNICAL = "technical", "技术"
    PRICE = "price", "价格"


PASSED_OR_NOT = (Part.QUALIFICATION, Part.CONFORMITY)


class Criterion(models.Model):
    """One line of the evaluation criteria (评审标准): the same data make the document and drive the scoring (87号令 第五十五条).
    The points of all lines of a scored document sum up to 100; PostgreSQL looks at that when a lot takes the document.
    """

    filing = models.ForeignKey(TenderDocument, on_delete=models.CASCADE, related_name="criteria")
    part = models.CharField("评审类别", max_length=16, choices=Part.choices)
    name = models.CharField("评审项", max_length=100)
    points = models.DecimalField(
        "分值", max_digits=5, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    standard = models.CharField("评审标准", max_length=500)
    is_objective = models.BooleanField("客观分", default=False, help_text="各评委的评分应当一致")
    is_blind = models.BooleanField("暗标", default=False, help_text="评审时不显示投标人名称")

    class Meta:
        verbose_name = verbose_name_plural = "评审标准"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="a_scored_criterion_has_points",
                condition=Q(part__in=PASSED_OR_NOT, points=None)
                | (~Q(part__in=PASSED_OR_NOT) & Q(points__isnull=False, points__gt=0)),
            ),
            models.CheckConstraint(
                name="only_a_technical_criterion_is_blind",
                condition=Q(is_blind=False) | Q(part=Part.TECHNICAL),
            ),
            models.UniqueConstraint(
                fields=["filing"], condition=Q(part=Part.PRICE), name="a_document_has_one_price_criterion"
            ),
        ]
        triggers = final_once_submitted("filing_id")

    def __str__(self) -> str:
        return self.name


class Verdict(models.TextChoices):
    CONFIRMED = "confirmed", "确认"
    RETURNED = "returned", "退回"


class DocumentConfirmation(Filing):
    """招标文件确认 by the 采购人, or what it wants changed (H34)."""

    document = models.ForeignKey(
        TenderDocument, verbose_name="招标文件", on_delete=models.PROTECT, related_name="confirmations"
    )
    verdict = models.CharField("确认意见", max_length=16, choices=Verdict.choices)
    reason = models.TextField("退回原因", max_length=1000, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "招标文件确认"
        constraints = [
            models.CheckConstraint(
                name="a_returned_document_says_why",
                condition=Q(verdict=Verdict.RETURNED, reason__regex=r"\S")
                | Q(verdict=Verdict.CONFIRMED, reason=None),
            )
        ]
        triggers = final_once_submitted()

"""招标文件 and its criteria. Typed fields and constraints, no logic."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from pingzhun.filings.models import Filing, final_once_submitted


class TenderDocument(Filing):
    """招标文件 of one lot and round (H20)."""

    round = models.PositiveSmallIntegerField("招标轮次", default=1)
    candidates = models.PositiveSmallIntegerField(
        "推荐中标候选人数", default=3, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "招标文件"
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
    The points of all lines of a scored document sum up to 100.
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
                | (~Q(part__in=PASSED_OR_NOT) & Q(points__gt=0)),
            )
        ]
        triggers = final_once_submitted("filing_id")

    def __str__(self) -> str:
        return self.name

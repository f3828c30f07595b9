"""Ratings that organisations get for the cases they worked on."""

from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import models
from django.db.models import Q

from pingzhun.base.triggers import append_only
from pingzhun.ledger.canonical import canonical


class Rating(models.Model):
    """One rater's scores for one organisation in one case. `scores` holds [criterion, stars out of five] as shown to the rater;
    `score` is their mean on a scale of 100.
    """

    case = models.ForeignKey(
        "cases.Case", verbose_name="项目", on_delete=models.PROTECT, related_name="ratings"
    )
    organisation = models.ForeignKey(
        "directory.Organisation", verbose_name="被评价机构", on_delete=models.PROTECT, related_name="ratings"
    )
    rater = models.ForeignKey(
        "directory.Organisation",
        verbose_name="评价单位",
        on_delete=models.PROTECT,
        related_name="ratings_given",
    )
    kind = models.CharField("评价角色", max_length=64)
    weight = models.PositiveSmallIntegerField("权重（%）")
    scores = models.JSONField("评分")
    score = models.DecimalField("得分", max_digits=5, decimal_places=2)
    comment = models.TextField("评语")
    rated_at = models.DateTimeField("评价时间")

    class Meta:
        verbose_name = verbose_name_plural = "评价"
        ordering = ["-rated_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "organisation", "kind"], name="each_rater_rates_once"),
            models.CheckConstraint(
                name="a_rating_is_between_0_and_100",
                condition=Q(score__gte=Decimal(0), score__lte=Decimal(100)),
            ),
        ]
        triggers = append_only("ratings")

    def __str__(self) -> str:
        return f"{self.organisation} {self.score}"

    @property
    def entry(self) -> dict[str, Any]:
        """What the ledger is told of it (`log.append`), from the row as it is stored; `record` covers every column."""
        record = [
            getattr(self, field.attname) for field in self._meta.concrete_fields if field.attname != "id"
        ]
        return {
            "kind": "rating.given",
            "subject": f"case/{self.case_id}",
            "data": {
                "organisation": self.organisation.credit_code,
                "kind": self.kind,
                "score": str(self.score),
                "record": sha256(canonical(record).encode()).hexdigest(),
            },
            "now": self.rated_at,
        }

"""The head of every case: what all markets share (design: heads and bodies)."""

from typing import Any

from django.db import models
from django.db.models.functions import Now

from pingzhun.base.localtime import local_date
from pingzhun.cases.markets import markets
from pingzhun.regimes.figures import Figure


class Case(models.Model):
    """What the work is about. Each market joins its own typed table one to one: `class Job(Case)`.

    `kind` is the label of that table (`intermediary.Job`); `specific` loads the row of it.
    """

    code = models.CharField("项目编号", max_length=32, unique=True)
    market = models.CharField("业务", max_length=32)
    kind = models.CharField(max_length=64, editable=False)
    title = models.CharField("项目名称", max_length=200)
    procuring_entity = models.ForeignKey(
        "directory.Organisation", verbose_name="项目单位", on_delete=models.PROTECT, related_name="cases"
    )
    jurisdiction = models.ForeignKey(
        "directory.Jurisdiction", verbose_name="所属辖区", on_delete=models.PROTECT, related_name="cases"
    )
    regime = models.ForeignKey(
        "regimes.Regime", verbose_name="规则版本", on_delete=models.PROTECT, related_name="cases"
    )
    created_at = models.DateTimeField("创建时间", db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "项目"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def specific(self) -> Any:
        """The row of the market's own table; itself where it already is that."""
        if self._meta.label == self.kind:
            return self
        return getattr(self, self.kind.rpartition(".")[2].lower())

    def figure(self, key: str) -> Figure:
        """The figure `<market>.<key>`, or of the law where the key has a point in it (`tender.min_bidders`), as it holds for this
        case: by the regime it began under and its jurisdiction.
        """
        return self.regime.figure(
            key if "." in key else f"{self.market}.{key}",
            jurisdiction_code=self.jurisdiction.code,
            on=local_date(self.created_at),
        )

    @property
    def market_title(self) -> str:
        return markets.get(self.market).title


class CodeCounter(models.Model):
    """The last number given under a prefix in a year; see `numbering.next_code`."""

    prefix = models.CharField(max_length=16)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix", "year"], name="one_counter_per_prefix_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.last:06d}"

"""Draws: a commitment first, everything else at once when the draw is held, then nothing ever (migration
0002).
"""

import json

from django.db import models
from django.db.models import Q
from django.urls import reverse


class Draw(models.Model):
    """One round of drawing lots about a case. Drawing again is a new round that points at the one before.

    commitment: SHA-256 of the nonce, published before anybody knows the pool; of a redraw, the nonce of the round
    before. sealed_secret: the end of the chain of nonces (`algorithm.nonce_of`), under the `sealing-key`.
    contributions, pool, result: canonical JSON lists.
    """

    case = models.ForeignKey(
        "cases.Case", verbose_name="项目", on_delete=models.PROTECT, related_name="draws"
    )
    case_code = models.CharField("项目编号", max_length=32)
    purpose = models.CharField("用途", max_length=64)
    round = models.PositiveSmallIntegerField("轮次")
    previous = models.OneToOneField(
        "self", verbose_name="上一轮", null=True, blank=True, on_delete=models.PROTECT, related_name="redraw"
    )
    reason = models.CharField("重抽理由", max_length=500, null=True, blank=True)
    commitment = models.CharField("承诺值", max_length=64)
    sealed_secret = models.BinaryField()
    committed_at = models.DateTimeField("公布承诺时间")
    nonce = models.CharField("随机数", max_length=64, null=True, blank=True)
    contributions = models.TextField("各方随机数", null=True, blank=True)
    pool = models.TextField("抽取范围", null=True, blank=True)
    result = models.TextField("抽取结果", null=True, blank=True)
    drawn_at = models.DateTimeField("抽取时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "随机抽取"
        ordering = ["case", "purpose", "round"]
        constraints = [
            models.UniqueConstraint(fields=["case", "purpose", "round"], name="a_round_is_drawn_once"),
            models.CheckConstraint(
                name="a_redraw_has_a_previous_round_and_a_reason",
                condition=Q(round=1, previous=None, reason=None)
                | Q(round__gt=1, previous__isnull=False, reason__isnull=False),
            ),
            models.CheckConstraint(
                name="a_draw_is_held_at_once",
                condition=Q(nonce=None, contributions=None, pool=None, result=None, drawn_at=None)
                | Q(
                    nonce__isnull=False,
                    contributions__isnull=False,
                    pool__isnull=False,
                    result__isnull=False,
                    drawn_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_code} {self.purpose} 第 {self.round} 轮"

    def get_absolute_url(self) -> str:
        return reverse("portal:draw", args=[self.pk])

    @property
    def brought(self) -> list[dict[str, str]]:
        """The parties' own nonces, with who brought each (`algorithm.Contribution`); empty before the draw."""
        return json.loads(self.contributions) if self.contributions else []

    @property
    def members(self) -> list[str]:
        """What was drawn from; empty before the draw."""
        return json.loads(self.pool) if self.pool else []

    @property
    def winners(self) -> list[str]:
        """What was drawn, in the order drawn; empty before the draw."""
        return json.loads(self.result) if self.result else []

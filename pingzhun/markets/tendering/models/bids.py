"""Who takes part in a lot, and what they bid. Typed fields and constraints, no logic."""

import pgtrigger
from django.db import models
from django.db.models import Q

from pingzhun.base.columns import amount
from pingzhun.base.triggers import FirmReadOnly, FirmTrigger, refuse
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


class Bid(models.Model):
    """A supplier's bid for one round of a lot. What it says is in `sealing` until the box is opened, then here (开标一览表)."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="bids")
    round = models.PositiveSmallIntegerField("招标轮次")
    organisation = models.ForeignKey(
        "directory.Organisation", verbose_name="投标人", on_delete=models.PROTECT, related_name="bids"
    )
    submitted_at = models.DateTimeField("递交时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    price = amount("投标报价", null=True, blank=True)
    price_in_words = models.CharField("投标报价（大写）", max_length=100, null=True, blank=True)
    period = models.CharField("交货期或服务期", max_length=100, null=True, blank=True)
    note = models.CharField("备注", max_length=500, null=True, blank=True)
    invalid_reason = models.CharField("投标无效的原因", max_length=300, null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "投标"
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "round", "organisation"],
                condition=Q(withdrawn_at=None),
                name="a_supplier_has_one_live_bid_in_a_round",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} 投标 {self.lot}"

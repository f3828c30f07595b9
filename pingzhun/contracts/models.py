"""Contracts as filed and in force."""

from hashlib import sha256
from typing import Any

from django.db import models
from django.db.models import F, Q

from pingzhun.base.triggers import append_only
from pingzhun.ledger.canonical import canonical


class Contract(models.Model):
    """The contract of a case after its filing was approved; supplements point at it (P4). `deed`: the PDF that both sealed."""

    case = models.ForeignKey(
        "cases.Case", verbose_name="项目", on_delete=models.PROTECT, related_name="contracts"
    )
    supplements = models.ForeignKey(
        "self",
        verbose_name="主合同",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="supplemented_by",
    )
    number = models.CharField("合同编号", max_length=64)
    purchaser = models.ForeignKey(
        "directory.Organisation",
        verbose_name="甲方",
        on_delete=models.PROTECT,
        related_name="contracts_as_purchaser",
    )
    supplier = models.ForeignKey(
        "directory.Organisation",
        verbose_name="乙方",
        on_delete=models.PROTECT,
        related_name="contracts_as_supplier",
    )
    amount = models.DecimalField("合同金额", max_digits=16, decimal_places=2)
    signed_on = models.DateField("签订日期")
    starts_on = models.DateField("开始日期", null=True, blank=True)
    ends_on = models.DateField("结束日期", null=True, blank=True)
    description = models.TextField("说明", null=True, blank=True)
    filed_at = models.DateTimeField("备案时间")
    filing = models.OneToOneField("filings.Filing", on_delete=models.PROTECT, related_name="contract")
    deed = models.OneToOneField(
        "filings.Deed",
        verbose_name="在线合同",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contract",
        help_text="空：备案的是扫描件",
    )

    class Meta:
        verbose_name = verbose_name_plural = "合同"
        ordering = ["filed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"], name="a_contract_number_is_used_once_in_a_case"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(supplements=None), name="a_case_has_one_principal_contract"
            ),
            models.CheckConstraint(
                name="a_contracts_period_is_in_order",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
        ]
        triggers = append_only("contracts")

    def __str__(self) -> str:
        return self.number

    @property
    def entry(self) -> dict[str, Any]:
        """What the ledger is told of it (`log.append`), from the row as it is stored; `record` covers every column."""
        record = [
            getattr(self, field.attname) for field in self._meta.concrete_fields if field.attname != "id"
        ]
        return {
            "kind": "contract.filed",
            "subject": f"case/{self.case_id}",
            "data": {
                "number": self.number,
                "amount": str(self.amount),
                "supplier": self.supplier.credit_code,
                "record": sha256(canonical(record).encode()).hexdigest(),
            },
            "now": self.filed_at,
        }

"""What brings organisations and projects in. Typed fields and constraints, no logic."""

from django.core.validators import MinValueValidator
from django.db import models

from pingzhun.base.columns import amount
from pingzhun.filings.models import Filing, final_once_submitted
from pingzhun.markets.tendering.models.lots import LotTerms, TenderTerms
from pingzhun.standing.models import RegistrationData


class AgentRegistration(RegistrationData, Filing):
    class Meta:
        verbose_name = verbose_name_plural = "招标代理注册"
        triggers = final_once_submitted()


class ProcuringEntityRegistration(RegistrationData, Filing):
    class Meta:
        verbose_name = verbose_name_plural = "采购人注册"
        triggers = final_once_submitted()


class SupplierRegistration(RegistrationData, Filing):
    class Meta:
        verbose_name = verbose_name_plural = "供应商注册"
        triggers = final_once_submitted()


class Entrustment(Filing):
    """委托代理: a 采购人 entrusts an agent with a purchase (H34, 法 第二十条)."""

    name = models.CharField("项目名称", max_length=160)
    plan_number = models.CharField("采购计划编号", max_length=64)
    budget = amount("预算金额", validators=[MinValueValidator(1)])
    scope = models.TextField("委托事项", max_length=2000)
    agent = models.ForeignKey(
        "directory.Organisation", verbose_name="招标代理", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "委托代理"
        triggers = final_once_submitted()


class TenderRegistration(TenderTerms, Filing):
    """项目注册 (H6–H12)."""

    mandate = models.ForeignKey(
        Entrustment, verbose_name="委托协议", on_delete=models.PROTECT, related_name="registrations"
    )

    class Meta:
        verbose_name = verbose_name_plural = "项目注册"
        triggers = final_once_submitted()


class RegisteredLot(LotTerms):
    """分包明细 of a registration."""

    filing = models.ForeignKey(TenderRegistration, on_delete=models.CASCADE, related_name="registered_lots")

    class Meta:
        verbose_name = verbose_name_plural = "分包明细"
        ordering = ["pk"]
        triggers = final_once_submitted("filing_id")

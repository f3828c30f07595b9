"""What was settled beside what was contracted."""

from dataclasses import dataclass
from decimal import Decimal

from pingzhun.base.money import format_yuan
from pingzhun.contracts.services import principal
from pingzhun.markets.smallworks.models import Project
from pingzhun.regimes.figures import Figure


@dataclass(frozen=True)
class Difference:
    """contract, settlement: in yuan. limit: from which share of the contract on it must be explained."""

    contract: Decimal
    settlement: Decimal
    limit: Figure

    @property
    def share(self) -> Decimal:
        """Of the contract, in per cent; below zero where less was settled than contracted."""
        return (self.settlement - self.contract) / self.contract * 100

    @property
    def is_large(self) -> bool:
        return abs(self.share) > self.limit.value

    def __str__(self) -> str:
        more = "高" if self.share > 0 else "低"
        return (
            f"审定结算金额 {format_yuan(self.settlement)} 元，比合同金额 {format_yuan(self.contract)} 元"
            f"{more} {abs(self.share):.1f}%"
        )


def difference_of(project: Project) -> Difference | None:
    """None until the audit report is in."""
    if project.settlement is None:
        return None
    contract = principal(project)
    return Difference(contract.amount, project.settlement, project.figure("settlement_difference"))

"""What a market counts week by week: this week beside the last on the home page, a chart of the weeks before, and the cases
behind each figure. Declared in the market's `weekly.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet, Sum

from pingzhun.base.registry import Registry
from pingzhun.base.weeks import Week
from pingzhun.cases.models import Case
from pingzhun.directory.actors import Actor


@dataclass(frozen=True)
class WeeklyFigure:
    """key: in addresses. definition: what is counted and when, in a sentence. amount: the field of the cases that is summed,
    in yuan; without it the cases are counted. columns: what the page of the cases shows of each, as in a `Worklist`.
    """

    key: str
    title: str
    definition: str
    columns: tuple[tuple[str, str | Callable[[Any], object]], ...]
    amount: str | None = None

    def of(self, cases: QuerySet[Any]) -> Decimal:
        """The figure that these cases make."""
        if self.amount is None:
            return Decimal(cases.count())
        return cases.aggregate(total=Sum(self.amount))["total"] or Decimal(0)


class Weekly:
    """key: the market."""

    key: ClassVar[str]
    figures: ClassVar[tuple[WeeklyFigure, ...]]

    def scope(self, actor: Actor) -> str:
        """Whose cases are counted, in a few words."""
        raise NotImplementedError

    def by_week(self, actor: Actor, weeks: Sequence[Week]) -> dict[str, list[Decimal]]:
        """Every figure, by its key, in each of these weeks, which follow each other; one query."""
        raise NotImplementedError

    def cases(self, figure: WeeklyFigure, actor: Actor, week: Week) -> QuerySet[Case]:
        """The cases that make a figure of a week, fetched with what its columns show."""
        raise NotImplementedError


boards: Registry[Weekly] = Registry("weekly figures")

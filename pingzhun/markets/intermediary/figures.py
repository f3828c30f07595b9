"""The legal figures of 中介超市 as they hold for one case: by the regime it began under and its jurisdiction."""

from pingzhun.base.localtime import local_date
from pingzhun.cases.models import Case
from pingzhun.regimes.figures import Figure


def figure(case: Case, key: str) -> Figure:
    """The figure `intermediary.<key>` for this case."""
    return case.regime.figure(
        f"intermediary.{key}", jurisdiction_code=case.jurisdiction.code, on=local_date(case.created_at)
    )

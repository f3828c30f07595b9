import pytest

from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.models import Job
from pingzhun.ratings.models import Rating
from pingzhun.ratings.services import rate
from pingzhun.regimes import clock


@pytest.fixture
def job(cast) -> Job:
    return steps.publish(cast)


@pytest.fixture
def give(cast, job):
    """One of the raters' marks for 恒信: "entity" or "administrator"."""

    def give(rater: str, *stars: int, weight: int = 50, case: Job | None = None) -> Rating:
        player = getattr(cast, rater)
        return rate(
            case=case or job,
            organisation=cast.hengxin.organisation,
            rater=player.organisation,
            kind=player.kind.key,
            weight=weight,
            scores=[(f"第{index}项", each) for index, each in enumerate(stars, 1)],
            comment="按期完成",
            now=clock.now(),
        )

    return give

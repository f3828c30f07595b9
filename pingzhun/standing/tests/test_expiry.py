"""Companies are warned of what is about to expire."""

from datetime import timedelta

import pytest

from pingzhun.directory import services
from pingzhun.messages.models import Delivery, Message
from pingzhun.standing.expiry import EXPIRES, warn

pytestmark = pytest.mark.covers("R16")


def told(player) -> list[str]:
    return list(
        Message.objects.filter(kind=EXPIRES.key, user=player.filer)
        .order_by("pk")
        .values_list("text", flat=True)
    )


@pytest.fixture
def one(cast, now):
    """恒信's 监理 (乙级), the only certificate that expires within thirty days: in twenty."""
    return cast.hengxin.organisation.qualifications.held().get(type__family="工程监理")


def test_a_company_is_warned_thirty_days_before_and_again_seven_days_before(cast, one, now):
    assert warn(now=now - timedelta(days=11)) == 0
    assert warn(now=now - timedelta(days=10)) == 1
    assert len(told(cast.hengxin)) == 1
    assert str(one.valid_until) in told(cast.hengxin)[0]
    assert warn(now=now + timedelta(days=12)) == 0
    assert warn(now=now + timedelta(days=13)) == 1
    assert len(told(cast.hengxin)) == 2
    assert told(cast.qilian) == []
    assert Delivery.objects.filter(kind=EXPIRES.key, channel="sms").count() == 2


def test_it_is_told_once_however_often_the_worker_looks(cast, one, now):
    assert [warn(now=now), warn(now=now), warn(now=now + timedelta(hours=5))] == [1, 0, 0]


def test_what_was_renewed_or_removed_is_not_warned_of(cast, one, now):
    services.change_qualification(
        qualification=one, data={"valid_until": one.valid_until + timedelta(days=1000)}, now=now
    )
    assert warn(now=now) == 0
    services.change_qualification(qualification=one, data={"valid_until": one.valid_until}, now=now)
    services.remove_qualification(qualification=one, now=now)
    assert warn(now=now) == 0


def test_on_the_last_day_it_is_still_warned_of_and_afterwards_no_more(cast, one, now):
    assert warn(now=now + timedelta(days=20)) == 1
    Message.objects.filter(kind=EXPIRES.key).delete()
    assert warn(now=now + timedelta(days=21)) == 0

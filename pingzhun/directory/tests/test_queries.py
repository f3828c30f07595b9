from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from pingzhun.accounts.models import User
from pingzhun.directory import services
from pingzhun.directory.queries import offers, qualifies, reviewers
from pingzhun.directory.tests.conftest import DATA, SUPERVISOR
from pingzhun.flow.guards import Refused

CODES = ("91620981MA73L8C00U", "91620981MA73L8D00H", "91620981MA73L8E007")


def grant(organisation, type_, now, **data):
    certificate = {"type": type_, "certificate_number": "A-100", "issued_by": "住建部"}
    return services.grant_qualification(organisation=organisation, data=certificate | data, now=now)


@pytest.mark.parametrize(("asked", "does"), [("甲级", False), ("乙级", True), ("丙级", True)])
def test_a_grade_does_for_itself_and_every_lower_one(qilian, mogao, grades, now, asked, does):
    grant(qilian, grades["乙级"], now)
    assert qualifies(qilian, grades[asked], now) is does
    assert qualifies(mogao, grades[asked], now) is False


def test_a_grade_of_another_family_does_not_do(qilian, grades, now):
    surveying = services.add_qualification_type(family="测绘", grade="丙级", rank=3, now=now)
    grant(qilian, grades["甲级"], now)
    assert qualifies(qilian, surveying, now) is False


def test_a_certificate_does_through_its_last_day(qilian, grades, now):
    grant(qilian, grades["甲级"], now, valid_until=localdate(now))
    assert qualifies(qilian, grades["甲级"], now) is True
    assert qualifies(qilian, grades["甲级"], now + timedelta(days=1)) is False


def test_a_removed_certificate_does_not_do(qilian, grades, now):
    held = grant(qilian, grades["甲级"], now)
    services.remove_qualification(qualification=held, now=now)
    assert qualifies(qilian, grades["甲级"], now) is False


@pytest.mark.covers("Y22")
def test_a_service_is_offered_until_it_is_removed_and_then_no_more(qilian, mogao, cost_consulting, now):
    assert offers(qilian, cost_consulting) is False
    scope = services.grant_scope(organisation=qilian, service_type=cost_consulting, now=now)
    assert offers(qilian, cost_consulting) is True
    assert offers(mogao, cost_consulting) is False
    services.remove_scope(scope=scope, now=now)
    assert offers(qilian, cost_consulting) is False
    with pytest.raises(Refused, match="该服务范围已删除。"):
        services.remove_scope(scope=scope, now=now)


@pytest.mark.covers("P9")
def test_a_filing_goes_to_the_nearest_reviewer_of_its_place(places, mogao, now):
    for code, place in zip(CODES, ("酒泉市", "玉门市", "敦煌市"), strict=True):
        founder = User.objects.create_user(f"founder{code[-1]}", "x", name=place, mobile="13809370000")
        office = services.found_organisation(
            data=DATA | {"name": f"{place}监管局"},
            credit_code=code,
            jurisdiction=places[place],
            founder=founder,
            now=now,
        )
        services.grant_capacity(organisation=office, kind=SUPERVISOR.key, jurisdiction=places[place], now=now)

    def offices(place: str) -> list[str]:
        return [each.organisation.name for each in reviewers(SUPERVISOR.key, places[place])]

    assert offices("赤金镇") == ["玉门市监管局", "酒泉市监管局"]
    assert offices("敦煌市") == ["敦煌市监管局", "酒泉市监管局"]
    assert offices("甘肃省") == []
    services.revoke_capacity(capacity=reviewers(SUPERVISOR.key, places["玉门市"])[0], now=now)
    assert offices("赤金镇") == ["酒泉市监管局"]

"""监管/机构停用与恢复 (Y28)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from pingzhun.base.localtime import local_date
from pingzhun.directory.models import Suspension
from pingzhun.directory.queries import suspension_of
from pingzhun.filings.driving import FormRefused, submit
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.desks.supervision import (
    AgencyReinstatementDesk,
    AgencySuspensionDesk,
)
from pingzhun.markets.intermediary.market import AGENCY
from pingzhun.messages.models import Delivery, Message
from pingzhun.regimes import clock
from pingzhun.regimes.overrides import set_override


def suspend(cast, *, by=None, agency=None, days=30):
    data = {
        "capacity": (agency or cast.hengxin).organisation.capacities.get(),
        "days": days,
        "reason": "提供虚假业绩",
    }
    return submit(AgencySuspensionDesk, (by or cast.regulator).files, data)


@pytest.mark.covers("Y28")
def test_a_suspension_takes_effect_at_once_and_the_agency_is_told(cast, now):
    suspend(cast)
    suspension = suspension_of(cast.hengxin.organisation, AGENCY.key, now + timedelta(minutes=1))
    assert (suspension.days, suspension.reason, suspension.imposed_by) == (
        30,
        "提供虚假业绩",
        cast.regulator.organisation,
    )
    told = set(Message.objects.filter(kind="standing.suspended").values_list("user__username", flat=True))
    assert told == {"hengxin", "hengxin-shenhe"}
    sms = Delivery.objects.get(kind="standing.suspended", channel="sms")
    assert sms.address == cast.hengxin.organisation.contact_mobile
    assert f"至 {suspension.last_day} 止" in sms.text


@pytest.mark.covers("Y28", "Y9")
def test_a_suspended_agency_cannot_enrol_until_it_is_reinstated(cast):
    job = steps.publish(cast)
    suspend(cast)
    with pytest.raises(Refused, match="提供虚假业绩"):
        steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "99000")
    suspension = Suspension.objects.get()
    submit(AgencyReinstatementDesk, cast.regulator.files, {"suspension": suspension, "reason": "已完成整改"})
    steps.enrol(job, cast.hengxin, "98000")
    suspension.refresh_from_db()
    assert suspension.lift_reason == "已完成整改"
    assert Delivery.objects.filter(kind="standing.reinstated", channel="sms").count() == 1


@pytest.mark.covers("Y28")
def test_the_days_are_bounded_by_the_figure_that_the_jurisdiction_sets(cast, now):
    with pytest.raises(FormRefused) as refused:
        suspend(cast, days=366)
    assert list(refused.value.errors) == ["days"]
    assert "最多 365" in refused.value.errors["days"][0]
    suspend(cast, days=365)


@pytest.mark.covers("Y28")
def test_nobody_suspends_an_agency_of_another_jurisdiction(cast, now):
    with pytest.raises(FormRefused) as refused:
        suspend(cast, by=cast.dunhuang_regulator)
    assert list(refused.value.errors) == ["capacity"]
    suspend(cast)
    suspension = Suspension.objects.get()
    data = {"suspension": suspension, "reason": "说情"}
    with pytest.raises(FormRefused) as refused:
        submit(AgencyReinstatementDesk, cast.dunhuang_regulator.files, data)
    assert refused.value.errors == {"suspension": ["该停用不在您的辖区内，或已经结束。"]}
    assert suspension_of(cast.hengxin.organisation, AGENCY.key, now + timedelta(minutes=1)) == suspension


@pytest.mark.covers("Y28")
def test_a_suspended_agency_is_not_suspended_again(cast):
    suspend(cast)
    with pytest.raises(FormRefused) as refused:
        suspend(cast)
    assert refused.value.errors["capacity"][0].startswith("该单位已被停用，至 ")


@pytest.mark.covers("Y28")
def test_the_regulator_suspends_and_reinstates_from_the_page(cast):
    client = Client()
    client.force_login(cast.regulator.filer)
    page = reverse("desks:intermediary.agency-suspension.list")
    assert "辖区内没有停用过机构" in client.get(page).content.decode()
    suspend(cast)
    assert "停用中" in client.get(page).content.decode()
    given = {"suspension": Suspension.objects.get().pk}
    begun = client.post(reverse("desks:intermediary.agency-reinstatement.begin"), given)
    done = client.post(begun["Location"], given | {"reason": "已完成整改", "action": "submit"}, follow=True)
    assert "已恢复，并已告知该单位。" in done.content.decode()
    assert "已恢复" in client.get(page).content.decode()
    client.force_login(cast.dunhuang_regulator.filer)
    assert "辖区内没有停用过机构" in client.get(page).content.decode()
    client.force_login(cast.hengxin.filer)
    assert client.get(page).status_code == 403


@pytest.mark.covers("Y28")
def test_a_jurisdictions_own_figure_goes_first(cast, demo_clock, now):
    set_override(
        jurisdiction_code="620981",
        key="intermediary.suspension_max",
        value=Decimal(90),
        article="玉门市中介超市管理办法第十二条",
        effective_from=local_date(now) + timedelta(days=1),
        now=now,
    )
    clock.shift_forward(timedelta(days=2), actor_user=cast.regulator.filer)
    with pytest.raises(FormRefused) as refused:
        suspend(cast, days=91)
    assert refused.value.errors == {"days": ["停用天数最多 90 日（依据：玉门市中介超市管理办法第十二条）。"]}
    suspend(cast, by=cast.dunhuang_regulator, agency=cast.mogao, days=91)

"""机构信息/公司资质."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from pingzhun.base.localtime import local_date
from pingzhun.directory.queries import qualifies
from pingzhun.filings.driving import FormRefused, approve, give, submit
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import scan
from pingzhun.markets.intermediary.desks.qualifications import (
    QualificationAdditionDesk,
    QualificationRemovalDesk,
)
from pingzhun.standing.held import expiry_of
from pingzhun.ui.components import Badge

SCAN = {"certificate": [("证书.pdf", scan())]}


@pytest.fixture
def certificate(cast, now):
    return {
        "type": cast.qualifications["测绘（甲级）"],
        "certificate_number": "甲测资字 62000888",
        "issued_by": "自然资源部",
        "valid_until": local_date(now) + timedelta(days=365),
    }


@pytest.mark.covers("Y4", "Y29")
def test_a_qualification_counts_after_review(cast, certificate, now):
    filing = submit(QualificationAdditionDesk, cast.mogao.files, certificate, files=SCAN)
    assert not qualifies(cast.mogao.organisation, certificate["type"], now)
    with pytest.raises(Refused, match="不由您审核"):
        approve(filing, cast.administrator.reviews)
    approve(filing, cast.dunhuang_administrator.reviews)
    assert qualifies(cast.mogao.organisation, certificate["type"], now)


@pytest.mark.covers("Y9")
def test_without_a_removed_qualification_the_agency_cannot_enrol_where_it_is_required(cast, now):
    best = cast.qualifications["工程造价咨询（甲级）"]
    job = steps.publish(cast, qualification=best)
    held = cast.hengxin.organisation.qualifications.held().get(type=best)
    give(QualificationRemovalDesk, cast.hengxin.files, {"qualification_held": held})
    with pytest.raises(Refused, match="您单位不具备"):
        steps.enrol(job, cast.hengxin, "98000")


def test_another_organisations_qualification_cannot_be_removed(cast, now):
    theirs = cast.qilian.organisation.qualifications.held().get()
    with pytest.raises(Refused, match="不在您单位名下"):
        give(QualificationRemovalDesk, cast.hengxin.files, {"qualification_held": theirs})
    assert qualifies(cast.qilian.organisation, theirs.type, now)


def test_a_certificate_is_listed_once_and_not_when_it_is_over(cast, certificate, now):
    held = cast.hengxin.organisation.qualifications.held().first()
    same = certificate | {"type": held.type, "certificate_number": held.certificate_number}
    with pytest.raises(FormRefused) as refused:
        submit(QualificationAdditionDesk, cast.hengxin.files, same, files=SCAN)
    assert refused.value.errors == {
        "certificate_number": ["该证书已登记。证书换发的，请先删除原证书再新增。"]
    }
    over = certificate | {"valid_until": local_date(now) - timedelta(days=1)}
    with pytest.raises(FormRefused) as refused:
        submit(QualificationAdditionDesk, cast.hengxin.files, over, files=SCAN)
    assert list(refused.value.errors) == ["valid_until"]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, Badge("已过期", "bad")),
        (0, Badge("今日到期", "warn")),
        (30, Badge("30 天后到期", "warn")),
        (31, None),
    ],
)
def test_a_warning_stands_beside_what_expires_within_thirty_days(now, days, expected):
    assert expiry_of(local_date(now) + timedelta(days=days), now=now) == expected


def test_the_page_warns_of_what_expires_and_not_of_what_does_not(cast):
    client = Client()
    page = reverse("desks:intermediary.qualification-addition.list")
    client.force_login(cast.hengxin.filer)  # 监理 乙级 expires in 20 days
    shown = client.get(page).content.decode()
    assert "1 项公司资质已过期或将在 30 天内到期" in shown
    assert "20 天后到期" in shown
    client.force_login(cast.qilian.filer)
    assert "天内到期" not in client.get(page).content.decode()


def test_the_button_in_the_row_removes_at_once(cast):
    client = Client()
    client.force_login(cast.hengxin.filer)
    held = cast.hengxin.organisation.qualifications.held().get(type__family="工程监理")
    given = {"qualification_held": held.pk, "action": "submit"}
    answer = client.post(
        reverse("desks:intermediary.qualification-removal.begin"),
        given,
        headers={"Referer": reverse("desks:intermediary.qualification-addition.list")},
        follow=True,
    )
    assert "已删除该公司资质。" in answer.content.decode()
    held.refresh_from_db()
    assert held.removed_at is not None

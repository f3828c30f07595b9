"""机构信息/人员资质 (manual 000 §3.4)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from pingzhun.base.localtime import local_date
from pingzhun.directory.models import Person
from pingzhun.filings.driving import FormRefused, approve, give, submit
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary.demo.cast import scan
from pingzhun.markets.intermediary.desks.people import (
    PERSON,
    PersonAdditionDesk,
    PersonChangeDesk,
    PersonRemovalDesk,
)

SCAN = {"certificate": [("证书.pdf", scan())]}
NEW = {
    "name": "孙亮",
    "certificate_type": "一级造价工程师",
    "certificate_number": "建[造]11230000999",
    "speciality": "安装工程",
    "issued_by": "中华人民共和国人力资源和社会保障部",
    "valid_until": "",
}


def person_of(player, name) -> Person:
    return player.organisation.people.held().get(name=name)


def row(person: Person, **changes):
    return {name: getattr(person, name) for name in PERSON} | {"person": person} | changes


@pytest.mark.covers("Y24")
def test_a_person_is_added_after_review_and_then_shown_to_the_public(cast, client):
    filing = submit(PersonAdditionDesk, cast.hengxin.files, NEW, files=SCAN)
    public = reverse("portal:organisation", args=[cast.hengxin.organisation.credit_code])
    assert "孙亮" not in client.get(public).content.decode()
    approve(filing, cast.administrator.reviews)
    assert "孙亮" in client.get(public).content.decode()


@pytest.mark.covers("Y24")
def test_the_scan_of_the_certificate_is_needed(cast):
    with pytest.raises(Refused, match="人员资质证书"):
        submit(PersonAdditionDesk, cast.hengxin.files, NEW)


@pytest.mark.covers("Y24")
def test_a_change_shows_the_reviewer_before_and_after_and_takes_effect_on_approval(cast):
    li = person_of(cast.hengxin, "李志强")
    filing = submit(PersonChangeDesk, cast.hengxin.files, row(li, speciality="安装工程"), files=SCAN)
    li.refresh_from_db()
    assert li.speciality == "土木建筑工程"
    compared = {field["name"]: field for field in filing.submissions.get().compared}
    assert [name for name, field in compared.items() if field["differs"]] == ["speciality"]
    approve(filing, cast.administrator.reviews)
    li.refresh_from_db()
    assert li.speciality == "安装工程"


@pytest.mark.covers("Y24")
def test_a_removal_is_immediate(cast, client):
    li = person_of(cast.hengxin, "李志强")
    give(PersonRemovalDesk, cast.hengxin.files, {"person": li})
    assert not cast.hengxin.organisation.people.held().filter(pk=li.pk).exists()
    public = reverse("portal:organisation", args=[cast.hengxin.organisation.credit_code])
    assert li.certificate_type not in client.get(public).content.decode()


@pytest.mark.covers("Y24")
def test_another_organisations_person_can_be_neither_changed_nor_removed(cast):
    theirs = person_of(cast.qilian, "陈静")
    with pytest.raises(Refused, match="不在您单位名下"):
        give(PersonRemovalDesk, cast.hengxin.files, {"person": theirs})
    with pytest.raises(FormRefused) as refused:
        submit(PersonChangeDesk, cast.hengxin.files, row(theirs, speciality="土木建筑工程"), files=SCAN)
    assert refused.value.errors == {"person": ["该人员不在您单位名下，或已经删除。"]}
    theirs.refresh_from_db()
    assert (theirs.speciality, theirs.removed_at) == ("安装工程", None)


@pytest.mark.covers("Y24")
def test_what_is_wrong_is_said_at_its_field(cast, now):
    li = person_of(cast.hengxin, "李志强")
    listed = NEW | {"certificate_number": li.certificate_number}
    with pytest.raises(FormRefused) as refused:
        submit(PersonAdditionDesk, cast.hengxin.files, listed, files=SCAN)
    assert refused.value.errors == {"certificate_number": ["该证书已在您单位的人员资质中，不能重复登记。"]}
    expired = NEW | {"valid_until": local_date(now) - timedelta(days=1)}
    with pytest.raises(FormRefused) as refused:
        submit(PersonAdditionDesk, cast.hengxin.files, expired, files=SCAN)
    assert refused.value.errors == {"valid_until": ["证书已过有效期，请填写换发后的证书。"]}


@pytest.mark.covers("Y24")
def test_a_second_change_of_the_same_person_waits_for_the_first(cast):
    li = person_of(cast.hengxin, "李志强")
    submit(PersonChangeDesk, cast.hengxin.files, row(li, speciality="安装工程"), files=SCAN)
    with pytest.raises(FormRefused) as refused:
        submit(PersonChangeDesk, cast.hengxin.files, row(li, speciality="水利工程"), files=SCAN)
    assert list(refused.value.errors) == ["__all__"]
    assert "已有修改待审核" in refused.value.errors["__all__"][0]


def test_a_change_of_somebody_removed_meanwhile_cannot_be_approved(cast):
    li = person_of(cast.hengxin, "李志强")
    filing = submit(PersonChangeDesk, cast.hengxin.files, row(li, speciality="安装工程"), files=SCAN)
    give(PersonRemovalDesk, cast.hengxin.files, {"person": li})
    with pytest.raises(Refused, match="已删除"):
        approve(filing, cast.administrator.reviews)


@pytest.mark.covers("Y24")
def test_the_list_page_leads_to_a_form_that_starts_with_the_person_as_listed(cast):
    client = Client()
    client.force_login(cast.hengxin.filer)
    page = reverse("desks:intermediary.person-addition.list")
    shown = client.get(page).content.decode()
    for words in ("李志强", "赵文博", "新增", "修改", "删除"):
        assert words in shown
    li = person_of(cast.hengxin, "李志强")
    answer = client.post(reverse("desks:intermediary.person-change.begin"), {"person": li.pk}, follow=True)
    content = answer.content.decode()
    assert f'value="{li.certificate_number}"' in content
    assert "完成" in content


def test_the_button_pressed_again_goes_on_with_the_draft_of_that_person(cast):
    client = Client()
    client.force_login(cast.hengxin.filer)
    begin = reverse("desks:intermediary.person-change.begin")
    first, other = (person_of(cast.hengxin, name).pk for name in ("李志强", "赵文博"))
    pages = [client.post(begin, {"person": pk})["Location"] for pk in (first, other, first)]
    assert pages[0] == pages[2] != pages[1]


@pytest.mark.covers("Y24")
def test_the_pages_do_not_begin_a_change_of_another_organisations_person(cast):
    client = Client()
    client.force_login(cast.hengxin.filer)
    for value in (person_of(cast.qilian, "陈静").pk, "0", "x"):
        answer = client.post(
            reverse("desks:intermediary.person-change.begin"), {"person": value}, follow=True
        )
        assert "该人员不在您单位名下，或已经删除。" in answer.content.decode()
    assert not Filing.objects.filter(desk=PersonChangeDesk.key).exists()

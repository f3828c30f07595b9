"""机构信息/基本信息 (manual 000 §3.1)."""

import pytest
from django.test import Client
from django.urls import reverse

from pingzhun.directory.models import Organisation, OrganisationData
from pingzhun.directory.services import values_of
from pingzhun.filings import lifecycle
from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import FormRefused, approve, reject, submit
from pingzhun.filings.models import Filing
from pingzhun.markets.intermediary.desks.profile import AgencyProfileDesk, EntityProfileDesk


def changed(player, **changes):
    return values_of(player.organisation, OrganisationData) | changes


def address_of(player) -> str:
    return Organisation.objects.get(pk=player.organisation.pk).address


@pytest.mark.covers("Y20")
def test_a_change_takes_effect_only_after_review(cast):
    before = cast.hengxin.organisation.address
    filing = submit(
        AgencyProfileDesk, cast.hengxin.files, changed(cast.hengxin, address="玉门市新市区新址 1 号")
    )
    assert address_of(cast.hengxin) == before
    compared = {field["name"]: field for field in filing.submissions.get().compared}
    assert (compared["address"]["before"], compared["address"]["text"], compared["address"]["differs"]) == (
        before,
        "玉门市新市区新址 1 号",
        True,
    )
    assert compared["name"]["differs"] is False
    approve(filing, cast.administrator.reviews)
    assert address_of(cast.hengxin) == "玉门市新市区新址 1 号"


@pytest.mark.covers("Y20")
def test_a_rejected_change_changes_nothing(cast):
    before = cast.hengxin.organisation.address
    filing = submit(AgencyProfileDesk, cast.hengxin.files, changed(cast.hengxin, address="别处"))
    reject(filing, cast.administrator.reviews, "请上传证明材料")
    assert address_of(cast.hengxin) == before


def test_what_differs_in_nothing_is_not_sent_to_a_reviewer(cast):
    with pytest.raises(FormRefused) as refused:
        submit(AgencyProfileDesk, cast.hengxin.files, changed(cast.hengxin))
    assert refused.value.errors == {"__all__": ["内容与现有信息相同，没有需要提交的修改。"]}


def test_there_is_one_open_change_at_a_time(cast, now):
    at, actor = desk_of(AgencyProfileDesk), cast.hengxin.files
    first = lifecycle.begin(at, actor=actor, case=None, now=now)
    assert lifecycle.begin(at, actor=actor, case=None, now=now) == first
    assert lifecycle.begin(at, actor=cast.qilian.files, case=None, now=now) != first


def test_a_project_entity_changes_its_data_in_the_same_way(cast):
    filing = submit(EntityProfileDesk, cast.entity.files, changed(cast.entity, contact_name="杨晓梅"))
    approve(filing, cast.administrator.reviews)
    assert Organisation.objects.get(pk=cast.entity.organisation.pk).contact_name == "杨晓梅"


@pytest.mark.covers("Y20")
def test_the_page_shows_the_current_data_and_the_form_starts_with_them(cast):
    client = Client()
    client.force_login(cast.hengxin.filer)
    listed = client.get(reverse("desks:intermediary.agency-profile.list")).content.decode()
    assert cast.hengxin.organisation.address in listed
    client.post(reverse("desks:intermediary.agency-profile.begin"))
    filing = Filing.objects.get(desk="intermediary.agency-profile")
    page = reverse("desks:intermediary.agency-profile.page", args=[filing.pk])
    assert f'value="{cast.hengxin.organisation.address}"' in client.get(page).content.decode()
    client.post(
        page, changed(cast.hengxin, address="新址", contact_email="", introduction="") | {"action": "submit"}
    )
    filing.refresh_from_db()
    assert filing.get_state_display() == "待审核"
    client.force_login(cast.qilian.filer)
    assert client.get(page).status_code == 404

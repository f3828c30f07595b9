"""机构信息/服务范围 (manual 000 §3.3)."""

import pytest
from django.test import Client
from django.urls import reverse

from pingzhun.directory import services
from pingzhun.directory.queries import offers
from pingzhun.filings.driving import FormRefused, approve, give, reject, submit
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.desks.scope import ScopeAdditionDesk, ScopeRemovalDesk


def scope_of(player, name):
    return player.organisation.service_scopes.held().get(service_type__name=name)


@pytest.mark.covers("Y23")
def test_an_addition_takes_effect_after_review(cast):
    surveying = cast.services["工程测量"]
    filing = submit(ScopeAdditionDesk, cast.hengxin.files, {"services": [surveying], "note": ""})
    assert not offers(cast.hengxin.organisation, surveying)
    approve(filing, cast.administrator.reviews)
    assert offers(cast.hengxin.organisation, surveying)


@pytest.mark.covers("Y23")
def test_what_is_in_scope_already_and_what_is_retired_cannot_be_added(cast, now):
    services.retire_service_type(service_type=cast.services["地下管线探测"], now=now)
    for name in ("工程预算编制", "地下管线探测"):
        with pytest.raises(FormRefused) as refused:
            submit(ScopeAdditionDesk, cast.hengxin.files, {"services": [cast.services[name]], "note": ""})
        assert list(refused.value.errors) == ["services"]


@pytest.mark.covers("Y23")
def test_what_waits_for_review_cannot_be_asked_for_again_until_it_is_decided(cast):
    asked = {"services": [cast.services["工程测量"]], "note": ""}
    filing = submit(ScopeAdditionDesk, cast.hengxin.files, asked)
    with pytest.raises(FormRefused) as refused:
        submit(ScopeAdditionDesk, cast.hengxin.files, asked)
    assert list(refused.value.errors) == ["services"]
    reject(filing, cast.administrator.reviews, "请上传测绘资质")
    submit(ScopeAdditionDesk, cast.hengxin.files, asked, filing=filing)


@pytest.mark.covers("Y22", "Y9")
def test_from_the_removal_on_the_agency_cannot_enrol_where_the_service_is_needed(cast):
    job = steps.publish(cast)
    filing = give(ScopeRemovalDesk, cast.hengxin.files, {"scope": scope_of(cast.hengxin, "工程预算编制")})
    assert (filing.get_state_display(), filing.label) == ("审核通过", "删除：工程预算编制")
    assert not offers(cast.hengxin.organisation, cast.services["工程预算编制"])
    with pytest.raises(Refused, match="服务范围不包含“工程预算编制”"):
        steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "99000")


@pytest.mark.covers("Y22")
def test_another_agencys_scope_cannot_be_removed_and_nothing_is_left_behind(cast):
    theirs = scope_of(cast.qilian, "工程预算编制")
    with pytest.raises(Refused, match="不在您单位名下"):
        give(ScopeRemovalDesk, cast.hengxin.files, {"scope": theirs})
    assert offers(cast.qilian.organisation, cast.services["工程预算编制"])
    assert not Filing.objects.filter(desk=ScopeRemovalDesk.key).exists()


@pytest.mark.covers("Y21", "Y22")
def test_the_page_lists_the_scopes_and_its_button_removes_one_at_once(cast):
    client = Client()
    client.force_login(cast.hengxin.filer)
    page = reverse("desks:intermediary.scope-addition.list")
    shown = client.get(page).content.decode()
    for words in ("工程预算编制", "工程结算审核", "房屋建筑工程监理", "若项目需要该服务范围，机构将无法报名"):
        assert words in shown
    begin = reverse("desks:intermediary.scope-removal.begin")
    given = {"scope": scope_of(cast.hengxin, "房屋建筑工程监理").pk, "action": "submit"}
    answer = client.post(begin, given, headers={"Referer": page}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "已删除该服务范围。" in answer.content.decode()
    assert "房屋建筑工程监理" not in answer.content.decode()
    again = client.post(begin, given, headers={"Referer": page}, follow=True)
    assert "该服务范围不在您单位名下，或已经删除。" in again.content.decode()


@pytest.mark.covers("Y22")
def test_a_colleague_without_the_duty_to_file_sees_no_button_and_is_refused(cast):
    client = Client()
    client.force_login(cast.hengxin.reviewer)
    assert (
        "若项目需要该服务范围"
        not in client.get(reverse("desks:intermediary.scope-addition.list")).content.decode()
    )
    with pytest.raises(Refused, match="没有提交的权限"):
        give(ScopeRemovalDesk, cast.hengxin.reviews, {"scope": scope_of(cast.hengxin, "工程预算编制")})
    assert offers(cast.hengxin.organisation, cast.services["工程预算编制"])

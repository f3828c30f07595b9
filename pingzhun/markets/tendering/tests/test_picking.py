"""The list of a desk, the button with its verb, 选择分包, the form (manual 001 §3.7.2, §3.7.3); 删除项目 (§3.1.7)."""

import pytest
from django.urls import reverse

from pingzhun.console.menus import menu_of
from pingzhun.filings import lifecycle
from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import approve
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering.demo import shortcuts, steps
from pingzhun.markets.tendering.demo import steps_notices as announcing
from pingzhun.markets.tendering.desks.announcing import BidInvitationDesk
from pingzhun.markets.tendering.desks.tender import TenderRegistrationDesk
from pingzhun.regimes import clock

LIST = reverse("desks:tendering.bid-invitation.list")
PICK = reverse("desks:tendering.bid-invitation.choose")
BEGIN = reverse("desks:tendering.bid-invitation.begin")


@pytest.fixture
def agent(cast, client):
    client.force_login(cast.agent.filer)
    return client


def said(response) -> list[str]:
    return [str(each) for each in response.context["messages"]]


@pytest.mark.covers("H23", "H33")
def test_the_menu_leads_to_the_list_whose_button_leads_to_the_lots(cast, agent):
    first, second = steps.register(cast, lots=[{}, {"name": "复印机"}])
    entries = {
        each.title: each.url for group in menu_of(cast.agent.files, path="") for each in group.all_entries
    }
    assert entries["招标公告"] == LIST
    page = agent.get(LIST).content.decode()
    assert (page.count(f'href="{PICK}"'), "新增交易公告" in page, "项目选取" in page) == (1, True, False)
    page = agent.get(PICK)
    assert [case for case, _ in page.context["rows"]] == [second, first]
    assert page.context["labels"] == ["分包编号", "分包名称", "采购人", "状态"]
    assert "选择分包" in page.content.decode()
    assert [case for case, _ in agent.get(PICK, {"q": "复印"}).context["rows"]] == [second]
    begun = agent.post(BEGIN, {"case": first.pk})
    filing = Filing.objects.get(case=first, desk="tendering.bid-invitation")
    assert begun.url == reverse("desks:tendering.bid-invitation.page", args=[filing.pk])
    assert [case for case, _ in agent.get(PICK).context["rows"]] == [second], (
        "what is begun stands in the list"
    )


@pytest.mark.covers("H23")
def test_choosing_nothing_is_answered_with_a_sentence_on_the_page_to_choose_from(cast, agent):
    steps.register(cast)
    answer = agent.post(BEGIN, {}, follow=True)
    assert (answer.request["PATH_INFO"], said(answer)) == (PICK, ["请先选择分包，再点击“确定选择”。"])
    answer = agent.post(BEGIN, {"case": "0"}, follow=True)
    assert said(answer) == ["该项目目前不在此环节，不能办理。"]
    assert not Filing.objects.filter(desk="tendering.bid-invitation").exists()


def test_a_lot_of_another_agent_is_not_offered(cast, client):
    steps.register(cast)
    client.force_login(cast.other_agent.filer)
    assert client.get(PICK).context["rows"] == []


def test_the_lots_to_choose_from_cost_the_same_however_many(cast, agent, django_assert_num_queries):
    def queries() -> int:
        with django_assert_num_queries(100, exact=False) as asked:
            agent.get(PICK)
        return len(asked)

    steps.register(cast)
    one = queries()
    for _ in range(3):
        steps.register(cast, lots=[{}, {"name": "复印机"}])
    assert queries() == one


@pytest.mark.covers("H12")
def test_ticked_registrations_are_deleted_only_while_they_can_be_edited(cast, agent):
    desk = desk_of(TenderRegistrationDesk)
    draft, kept = (
        lifecycle.begin(desk, actor=cast.agent.files, case=None, now=clock.now()) for _ in range(2)
    )
    pending, approved = steps.file_tender(cast), steps.file_tender(cast)
    approve(approved, cast.centre.reviews)
    url = reverse("desks:tendering.tender-registration.list")
    page = agent.get(url).content.decode()
    assert "删除项目" in page
    boxes = [line for line in page.split("<td") if 'name="filing"' in line]
    assert [" disabled>" in box for box in boxes] == [True, True, False, False]
    ticked = {"filing": [draft.pk, pending.pk, approved.pk]}
    answer = agent.post(reverse("desks:tendering.tender-registration.discard_ticked"), ticked, follow=True)
    assert said(answer) == [
        f"“{pending.label}”没有删除：当前状态为“待审核”，不能删除。",
        f"“{approved.label}”没有删除：当前状态为“审核通过”，不能删除。",
        "已删除 1 项。",
    ]
    states = dict(Filing.objects.filter(desk=desk.key).values_list("pk", "state"))
    assert states == {
        draft.pk: "discarded",
        kept.pk: "editing",
        pending.pk: "submitted",
        approved.pk: "approved",
    }


@pytest.mark.covers("H12")
def test_nobody_deletes_for_others_and_ticking_nothing_is_answered(cast, agent, client):
    desk = desk_of(TenderRegistrationDesk)
    draft = lifecycle.begin(desk, actor=cast.agent.files, case=None, now=clock.now())
    url = reverse("desks:tendering.tender-registration.discard_ticked")
    assert said(agent.post(url, {}, follow=True)) == ["请先勾选要删除的行，再点击“删除项目”。"]
    client.force_login(cast.other_agent.filer)
    client.post(url, {"filing": [draft.pk]})
    assert Filing.objects.get(pk=draft.pk).state == "editing"


def test_what_the_agent_says_of_an_invitation_is_read_above_the_lot(cast, client):
    """The reviewer sees the opening that nobody types here."""
    lot = shortcuts.to_announcing(cast, steps.register(cast)[0])
    filing = announcing.file_invitation(cast, lot)
    client.force_login(cast.centre.reviewer)
    page = client.get(reverse("desks:tendering.bid-invitation.page", args=[filing.pk])).content.decode()
    assert desk_of(BidInvitationDesk).title in page
    assert ("分包信息" in page, "投标截止及开标时间" in page, "开标一室" in page) == (True, True, True)

"""评审专家: the roster, the draw for a lot, and what those who were drawn find."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pingzhun.accounts.models import User
from pingzhun.experts import panels
from pingzhun.experts.models import Expert, Panel
from pingzhun.filings.driving import FormRefused, actor_for, approve, submit
from pingzhun.filings.models import Filing, Submission
from pingzhun.filings.queries import visible
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import course
from pingzhun.markets.tendering.demo import shortcuts, steps, steps_experts
from pingzhun.markets.tendering.desks.panel import (
    PanelDrawingDesk,
    PanelFillingDesk,
    SeatAbsenceDesk,
    SeatDecliningDesk,
)
from pingzhun.markets.tendering.desks.roster import (
    ExpertApplicationDesk,
    ExpertChangeDesk,
    ExpertReinstatingDesk,
    ExpertRemovalDesk,
    ExpertSuspendingDesk,
)
from pingzhun.markets.tendering.models import Lot, Participation
from pingzhun.messages.models import Message
from pingzhun.notices.models import Notice
from pingzhun.regimes import clock


@pytest.fixture
def lot(cast, now) -> Lot:
    """Opens tomorrow."""
    return shortcuts.to_bidding(cast, steps.register(cast)[0], opens_at=now + timedelta(days=1))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


# ---- the roster ---------------------------------------------------------------------------------------------------------


@pytest.mark.covers("H38")
def test_a_person_without_an_organisation_comes_into_the_roster_and_belongs_to_none(cast):
    user = steps_experts.person()
    client = client_of(user)
    assert "政府采购 · 评审专家" in client.get(reverse("console:home")).content.decode()
    form = client.post(reverse(f"desks:{ExpertApplicationDesk.key}.begin"), follow=True)
    assert "评审专业" in form.content.decode()
    filing = steps_experts.apply(cast, user)
    assert not Expert.objects.exists()
    approve(filing, cast.supervisor.reviews)
    expert = Expert.objects.get()
    assert (expert.user, expert.employer) == (filing.submitted_by, "湖南工学院")
    assert [each.name for each in expert.specialities.all()] == ["台式计算机"]
    assert actor_for(expert.user).organisation is None
    assert expert.resident_id not in str(Submission.objects.get(filing=filing).content)


@pytest.mark.covers("H38")
def test_an_application_says_what_is_wrong_at_the_field(cast):
    (known,) = steps_experts.experts(cast, 1)
    with pytest.raises(FormRefused) as refused:
        steps_experts.apply(cast, resident_id="430405197001010000", mobile="123", employments=[])
    assert set(refused.value.errors) == {"resident_id", "mobile", "employments"}
    with pytest.raises(FormRefused) as refused:
        steps_experts.apply(cast, resident_id=known.resident_id)
    assert refused.value.errors == {"resident_id": ["该居民身份证号码已在评审专家库中，请核对。"]}


@pytest.mark.covers("H38", "P6")
def test_a_change_shows_before_and_after_and_counts_once_it_is_approved(cast):
    (expert,) = steps_experts.experts(cast, 1)
    said = steps_experts.application(cast, expert.user, professional_title="教授")
    said["employments"] = [steps_experts.SCHOOL | {"until": date(2025, 1, 1)}]
    said |= {"expert": expert, "resident_id": expert.resident_id}
    del said["registered_in"]
    filing = submit(ExpertChangeDesk, actor_for(expert.user), said)
    shown = {each["label"]: each for each in Submission.objects.get(filing=filing).content["fields"]}
    assert (shown["职称"]["before"], shown["职称"]["text"]) == ("高级工程师", "教授")
    assert (shown["工作经历"]["before"], shown["工作经历"]["text"]) == (
        "湖南工学院（至今）",
        "湖南工学院（至2025-01-01）",
    )
    approve(filing, cast.supervisor.reviews)
    expert = Expert.objects.get()
    assert (expert.professional_title, expert.employments.get().until) == ("教授", date(2025, 1, 1))


@pytest.mark.covers("H38")
def test_the_supervisor_suspends_reinstates_and_removes(cast, now):
    (expert,) = steps_experts.experts(cast, 1)
    supervisor = cast.supervisor.files
    submit(ExpertSuspendingDesk, supervisor, {"expert": expert, "days": 30, "reason": "无故缺席"})
    assert list(Expert.objects.serving(now + timedelta(minutes=1))) == []
    assert list(Expert.objects.serving(now + timedelta(days=32))) == [expert]
    with pytest.raises(FormRefused):
        submit(ExpertSuspendingDesk, supervisor, {"expert": expert, "days": 30, "reason": "又一次"})
    submit(ExpertReinstatingDesk, supervisor, {"suspension": expert.suspensions.get(), "reason": "情况属实"})
    assert list(Expert.objects.serving(now + timedelta(minutes=1))) == [expert]
    submit(ExpertRemovalDesk, supervisor, {"expert": expert, "reason": "本人申请退出"})
    assert list(Expert.objects.serving(now + timedelta(minutes=1))) == []
    told = Message.objects.filter(user=expert.user, kind__startswith="experts.").order_by("pk")
    assert [each.kind for each in told] == ["experts.suspended", "experts.reinstated"]


@pytest.mark.covers("H38")
def test_the_roster_is_listed_with_filters_at_the_same_cost(cast):
    steps_experts.experts(cast, 1)
    steps_experts.experts(cast, 1, specialities=[cast.categories["复印机"]])
    client, url = client_of(cast.supervisor.filer), reverse("desks:tendering.experts")
    page = client.get(url)
    assert len(page.context["lines"]) == 2
    with_two = len(queries_of(client, url))
    steps_experts.experts(cast, 4)
    assert len(queries_of(client, url)) == with_two
    copiers = client.get(url, {"speciality": cast.categories["复印机"].pk, "state": "normal"})
    assert len(copiers.context["lines"]) == 1
    assert client_of(cast.agent.filer).get(url).status_code == 403
    assert client_of(cast.other_centre.filer).get(url).context["lines"] == []
    assert '<th scope="col" class="pz-col-actions">' in page.content.decode()
    seen_by_centre = client_of(cast.centre.filer).get(url).content.decode()
    assert "pz-col-actions" not in seen_by_centre  # which has no act there


def queries_of(client: Client, url: str) -> list:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return list(caught)


# ---- the draw -----------------------------------------------------------------------------------------------------------


@pytest.mark.covers("H38", "P3", "P8")
def test_the_agent_draws_and_sees_counts_and_whoever_is_drawn_finds_it(cast, lot):
    panel = steps_experts.convene(cast, lot)
    filing = Filing.objects.get(desk=PanelDrawingDesk.key)
    page = client_of(cast.agent.filer).get(reverse(f"desks:{PanelDrawingDesk.key}.page", args=[filing.pk]))
    assert "5 名，其中评审专家 4 名" in page.content.decode()
    seat = panel.seats.first()
    assert {cast.agent.organisation, cast.entity.organisation} == set(panel.avoids.all())
    home = client_of(seat.user).get(reverse("console:home"), follow=True)
    assert home.redirect_chain == [(reverse("desks:tendering.own-seats"), 302)]
    assert lot.title in home.content.decode()
    assert [entry.title for group in home.context["menu"]() for entry in group.entries] == [
        "工作台",
        "我的评审",
        "我的专家信息",
    ]
    with pytest.raises(Refused, match="不在此环节"):
        steps_experts.convene(cast, lot)


@pytest.mark.covers("H38")
def test_it_is_refused_too_early_and_at_the_field_where_the_shape_is_wrong(cast, now):
    lot = shortcuts.to_bidding(cast, steps.register(cast)[0], opens_at=now + timedelta(days=25))
    with pytest.raises(Refused, match="最早在评标前 2 工作日"):
        steps_experts.convene(cast, lot)
    soon = shortcuts.to_bidding(cast, steps.register(cast)[0], opens_at=now + timedelta(days=1))
    with pytest.raises(FormRefused) as refused:
        steps_experts.convene(cast, soon, size=6)
    assert set(refused.value.errors) == {"size"}


@pytest.mark.covers("H38")
def test_suppliers_that_take_part_are_avoided_and_a_later_hour_is_drawn_anew(cast, lot, now):
    Participation.objects.create(
        lot=lot,
        round=1,
        organisation=cast.huaxing.organisation,
        contact_name="黄伟",
        contact_mobile="13734004001",
        enrolled_at=now,
    )
    tied = {"organisation_name": "华星", "credit_code": cast.huaxing.organisation.credit_code}
    steps_experts.experts(cast, 1, ties=[tied | {"relation": "kin"}])
    with pytest.raises(Refused, match=r"需要 4 名，.*只有 3 名"):
        steps_experts.convene(cast, lot)
    steps_experts.experts(cast, 1)
    first = steps_experts.convene(cast, lot)
    course.change(
        steps.again(lot), actor=cast.agent.files, now=now, opens_at=lot.opens_at + timedelta(hours=5)
    )
    second = steps_experts.convene(cast, steps.again(lot))
    assert (Panel.objects.get(pk=first.pk).dissolution_reason, second.number) == ("评标时间已变更", 1)


@pytest.mark.covers("H38")
def test_whoever_declines_is_replaced_until_nobody_is_left_and_the_agent_fills_the_seat(cast, lot, now):
    panel = steps_experts.convene(cast, lot)
    seat, other = panel.seats.filter(expert__isnull=False)[:2]
    with pytest.raises(FormRefused):
        submit(SeatDecliningDesk, actor_for(other.user), {"seat": seat, "reason": "不是我的"})
    submit(SeatDecliningDesk, actor_for(seat.user), {"seat": seat, "reason": "曾在投标人处任职"})
    assert Message.objects.filter(kind="tendering.seat-vacant", user=cast.agent.filer).count() == 1
    steps_experts.experts(cast, 1)
    submit(PanelFillingDesk, cast.agent.files, {"representatives": []}, case=lot)
    assert panels.is_complete(panel)
    representative = panels.seat_of(lot, 1, cast.entity.reviewer)
    submit(SeatDecliningDesk, cast.entity.reviews, {"seat": representative, "reason": "出差"})
    submit(PanelFillingDesk, cast.agent.files, {"representatives": [cast.entity.filer]}, case=lot)
    assert [each.user for each in panels.live_seats(lot, 1)][-1] == cast.entity.filer
    panels.elect_leader(seat=other, actor=cast.agent.files, now=now)
    with pytest.raises(Refused, match="目前不能办理"):
        submit(SeatDecliningDesk, actor_for(other.user), {"seat": other, "reason": "太晚了"})


@pytest.mark.covers("H35", "H38")
def test_the_centre_checks_who_came_on_the_day_and_records_an_absence(cast, lot):
    panel = steps_experts.convene(cast, lot)
    url = reverse("desks:tendering.sitting-today")
    assert client_of(cast.centre.filer).get(url).context["lines"] == []
    clock.shift_forward(timedelta(days=1), actor_user=cast.centre.filer)
    today = client_of(cast.centre.filer).get(url)
    assert len(today.context["lines"]) == 5
    steps_experts.experts(cast, 1)
    seat = panel.seats.first()
    submit(SeatAbsenceDesk, cast.centre.files, {"seat": seat, "reason": "联系不上"})
    assert seat.user_id not in [each.user_id for each in panels.live_seats(lot, 1)]
    assert panels.is_complete(panel)
    assert client_of(cast.other_centre.filer).get(url).context["lines"] == []


# ---- secrecy ------------------------------------------------------------------------------------------------------------


@pytest.mark.covers("H38")
def test_no_page_shows_who_was_drawn_before_the_result(cast, lot, now):
    """The pages on which it could stand. The control: whoever was drawn sees their task, and everybody the names afterwards."""
    drawn, sent = "金丝雀", "画眉鸟"
    steps_experts.experts(cast, 5)
    Expert.objects.update(name=drawn)
    User.objects.filter(expert__isnull=False).update(name=drawn)
    User.objects.filter(pk=cast.entity.reviewer.pk).update(name=sent)
    panel = steps_experts.convene(cast, lot)
    seat = panel.seats.filter(expert__isnull=False).first()
    submit(SeatDecliningDesk, actor_for(seat.user), {"seat": seat, "reason": f"{drawn}本人回避"})
    filings = Filing.objects.filter(desk__in=[PanelDrawingDesk.key, SeatDecliningDesk.key])
    case = reverse("console:case", args=[lot.pk])
    pages = {
        reverse("portal:draws"),
        reverse("portal:ledger"),
        reverse("messages:inbox"),
        *(draw.get_absolute_url() for draw in lot.draws.all()),
        *(reverse("portal:draw_data", args=[draw.pk]) for draw in lot.draws.all()),
        *(reverse(f"desks:{each.desk}.page", args=[each.pk]) for each in filings),
        *(notice.get_absolute_url() for notice in Notice.objects.all()),
    }
    readers = {
        cast.agent.filer: pages,
        cast.huaxing.filer: {*pages, case},
        cast.supervisor.filer: {*pages, case},
        cast.entity.filer: {*pages, case},
        cast.centre.filer: {*pages, case, reverse("desks:tendering.sitting-today")},
    }
    read = {
        (user.username, page): client_of(user).get(page).content.decode()
        for user, seen in readers.items()
        for page in seen
    }
    seen = [(*where, name) for where, text in read.items() for name in (drawn, sent) if name in text]
    assert seen == []
    assert not visible(cast.entity.files).filter(desk=PanelDrawingDesk.key).exists()
    own = client_of(seat.user).get(reverse("desks:tendering.own-seats")).content.decode()
    assert (lot.title in own, drawn in own) == (True, True)
    panels.publish_names(panel=panel, now=now)
    page = lot.draws.first().get_absolute_url()
    assert client_of(cast.huaxing.filer).get(page).content.decode().count(f"<dt>{drawn}</dt>") == 3

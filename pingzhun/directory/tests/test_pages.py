import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pingzhun.accounts.models import User
from pingzhun.directory import services
from pingzhun.directory.middleware import ActorMiddleware
from pingzhun.directory.models import Member
from pingzhun.directory.tests.conftest import AGENCY, SUPERVISOR
from tests.browser import SIZES, axe, fits, picture

MEMBERS = reverse("directory:members")
ADD = reverse("directory:member_add")
OWN = reverse("directory:organisation")
ROLE = reverse("directory:role")
NEW = {
    "username": "sunli",
    "name": "孙莉",
    "mobile": "138 0937 1004",
    "password": "initial-pass-77",
    "password_again": "initial-pass-77",
    "duties": ["can_review"],
}


@pytest.fixture
def manager(client: Client, qilian, chen) -> Client:
    client.force_login(chen)
    return client


def member_urls(member: Member) -> list[str]:
    return [reverse(f"directory:member_{verb}", args=[member.pk]) for verb in ("duties", "stop", "resume")]


@pytest.mark.covers("P1")
def test_a_manager_adds_a_colleague_who_must_change_the_password_first(manager, qilian):
    assert manager.post(ADD, NEW).url == MEMBERS
    assert "孙莉" in manager.get(MEMBERS).text
    colleague = Client()
    colleague.post(reverse("accounts:login"), {"username": "SunLi", "password": "initial-pass-77"})
    change = reverse("accounts:password_change")
    assert colleague.get(OWN).url == change
    assert "您正在使用初始密码" in colleague.get(change).text
    typed = {"current_password": "initial-pass-77", "password": "danghe-river-88"}
    colleague.post(change, typed | {"password_again": "danghe-river-88"})
    assert colleague.get(OWN).status_code == 200


@pytest.mark.covers("P1")
def test_a_manager_sets_duties_and_stops_and_resumes_a_colleague(manager, colleague):
    duties, stop, resume = member_urls(colleague)
    theirs = Client()
    theirs.force_login(colleague.user)
    manager.post(duties, {"duties": ["can_review"]})
    colleague.refresh_from_db()
    assert (colleague.can_file, colleague.can_review, colleague.is_manager) == (False, True, False)
    manager.post(stop)
    assert theirs.get(OWN).status_code == 302
    manager.post(resume)
    theirs.force_login(User.objects.get(pk=colleague.user_id))
    assert theirs.get(OWN).status_code == 200


def test_the_last_manager_reads_why_they_stay(manager, chen):
    duties, stop, _ = member_urls(chen.membership)
    assert "至少须有一名在岗的单位管理员" in manager.post(duties, {"duties": []}).text
    assert "至少须有一名在岗的单位管理员" in manager.post(stop, follow=True).text
    assert Member.objects.get(user=chen).is_manager is True


def test_whoever_is_no_manager_is_refused_the_management_of_users(client, colleague, chen):
    client.force_login(colleague.user)
    answers = [client.get(MEMBERS), client.get(ADD), client.post(ADD, NEW)]
    answers += [client.post(url) for url in member_urls(chen.membership)]
    assert [answer.status_code for answer in answers] == [403] * 6
    assert Member.objects.count() == 2


def test_another_organisations_member_is_not_there(manager, mogao):
    other = mogao.members.get()
    before = Member.objects.filter(pk=other.pk).values().get()
    answers = [manager.get(member_urls(other)[0])]
    answers += [manager.post(url, {"duties": []}) for url in member_urls(other)]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert Member.objects.filter(pk=other.pk).values().get() == before
    assert "高敏" not in manager.get(MEMBERS).text


def test_a_list_of_thirty_costs_the_queries_of_one(manager, qilian, now, django_assert_num_queries):
    manager.get(MEMBERS)
    with CaptureQueriesContext(connection) as one:
        manager.get(MEMBERS)
    for number in range(30):
        user = User.objects.create_user(f"member{number}", name=f"用户{number}", mobile="13809370000")
        Member.objects.create(user=user, organisation=qilian)
    with django_assert_num_queries(len(one)):
        manager.get(MEMBERS)


def test_an_organisation_sees_what_is_held_of_it_and_nothing_of_another(
    manager, qilian, mogao, cost_consulting, grades, now
):
    for organisation, number in ((qilian, "A-100"), (mogao, "A-200")):
        services.grant_capacity(
            organisation=organisation, kind=AGENCY.key, jurisdiction=organisation.jurisdiction, now=now
        )
        services.grant_qualification(
            organisation=organisation,
            data={"type": grades["甲级"], "certificate_number": number, "issued_by": "住建部"},
            now=now,
        )
    services.grant_scope(organisation=qilian, service_type=cost_consulting, now=now)
    services.suspend(
        organisation=qilian, kind=AGENCY.key, days=10, reason="弄虚作假", imposed_by=mogao, now=now
    )
    page = manager.get(OWN).text
    shown = ["祁连工程咨询有限公司", "A-100", "工程造价咨询", "停用中", "弄虚作假", "中介机构"]
    assert [text for text in shown if text not in page] == []
    assert "A-200" not in page


def test_a_person_without_an_organisation_has_no_organisation_page(client, chen):
    client.force_login(chen)
    assert client.get(OWN).status_code == 403


# Roles


@pytest.fixture
def two_roles(qilian, now):
    return [
        services.grant_capacity(organisation=qilian, kind=kind.key, jurisdiction=qilian.jurisdiction, now=now)
        for kind in (AGENCY, SUPERVISOR)
    ]


@pytest.mark.covers("H5")
def test_a_person_of_several_roles_chooses_one_after_logging_in(client, chen, two_roles):
    response = client.post(
        reverse("accounts:login"), {"username": "chenjing", "password": "yumen-2026-spring"}, follow=True
    )
    assert response.request["PATH_INFO"] == ROLE
    assert [title for title in ("中介机构", "监管机构", "退回登录") if title not in response.text] == []
    chosen = client.post(ROLE, {"capacity": two_roles[1].pk, "next": OWN})
    assert chosen.url == OWN
    assert client.get(OWN).wsgi_request.actor.capacity == two_roles[1]
    client.post(ROLE, {"capacity": two_roles[0].pk})
    assert client.get(OWN).wsgi_request.actor.kind == AGENCY.key


def test_a_person_of_one_role_is_sent_on_to_the_page_they_wanted(manager, qilian, now):
    services.grant_capacity(organisation=qilian, kind=AGENCY.key, jurisdiction=qilian.jurisdiction, now=now)
    assert manager.get(ROLE, {"next": MEMBERS}).url == MEMBERS
    home = reverse("console:home")
    assert [manager.get(ROLE).url, manager.get(ROLE, {"next": "//evil.example"}).url] == [home, home]


def test_nobody_takes_a_role_that_the_organisation_does_not_hold(manager, mogao, two_roles, now):
    foreign = services.grant_capacity(
        organisation=mogao, kind=AGENCY.key, jurisdiction=mogao.jurisdiction, now=now
    )
    services.revoke_capacity(capacity=two_roles[1], now=now)
    answers = [manager.post(ROLE, {"capacity": pk}) for pk in (foreign.pk, two_roles[1].pk, "x", "")]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert manager.get(OWN).wsgi_request.actor.capacity == two_roles[0]


def test_a_view_that_declares_no_access_is_refused(db):
    def careless(request):
        raise AssertionError("reached")

    middleware = ActorMiddleware(careless)
    with pytest.raises(ImproperlyConfigured, match="careless declares no access"):
        middleware.process_view(RequestFactory().get("/"), careless, (), {})


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", SIZES)
def test_the_pages_can_be_used_by_everyone(open_page, chen, colleague, two_roles, size):
    page = open_page(chen, size=size)
    for name in ("members", "member_add", "organisation", "role"):
        page.goto(reverse(f"directory:{name}"))
        axe(page)
        fits(page)
        picture(page, f"directory-{name.replace('_', '-')}")

"""`manage.py demo`: what a visitor finds, whichever role they choose."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from pingzhun.accounts.models import DemoAccount, User
from pingzhun.base.identifiers import clean_credit_code
from pingzhun.certificates import demo as demo_files
from pingzhun.certificates.models import Certificate
from pingzhun.console.management.commands.demo import PASSWORD
from pingzhun.console.menus import menu_of
from pingzhun.contracts.models import Contract
from pingzhun.deadlines.models import Deadline
from pingzhun.directory.actors import Actor, actor_for
from pingzhun.directory.models import Capacity, Organisation
from pingzhun.filings.desks import desks
from pingzhun.filings.models import Filing
from pingzhun.ledger.models import LedgerEntry
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.market import market as intermediary
from pingzhun.markets.intermediary.models import Job, Method
from pingzhun.markets.smallworks.course import ProjectState
from pingzhun.markets.smallworks.market import COMPANIES
from pingzhun.markets.smallworks.market import market as smallworks
from pingzhun.markets.smallworks.models import Project
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.market import market as tendering
from pingzhun.markets.tendering.models import Lot, Tender
from pingzhun.regimes import clock
from tests.database import end_demo
from tests.storages import stored_in

QUIET = {"dunhuang-guanli", "yuanlin"}  # of the log-in page, but not the ones whose days are told
RARE = {
    "系统故障延期",
    "系统故障延期确认",  # an outage that waits to be confirmed would hold the demo's openings back
    "无法开标",
    "无法开标审核",  # where keys are lost
    "补抽专家",  # where the roster had nobody left
    "评委名单",  # on the day of an evaluation
    "报价说明",  # of a bidder whose price is abnormally low
    "放弃中标",  # of a winner who does not want to be one
}
EMPTY = 'class="pz-empty"'


@pytest.fixture(autouse=True)
def demo_site(settings, tmp_path, transactional_db):
    """Committed, as in a site: in the one transaction of a test the demo takes twice as long."""
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.STORAGES = stored_in(tmp_path)
    yield
    end_demo()


def demo() -> str:
    out = io.StringIO()
    call_command("demo", stdout=out, stderr=io.StringIO())
    return out.getvalue()


def counted() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (User, Organisation, Job, Filing, LedgerEntry))


def decides(actor: Actor) -> bool:
    """Whether anything can wait for the decision of this role."""
    return any(reviewer.kind.key == actor.kind for desk in desks() for reviewer in desk.reviewed_by)


def test_the_demo_has_something_in_every_menu_of_every_role(client):
    assert "hengxin" in demo()

    accounts = [each.user for each in DemoAccount.objects.all()]
    actors = [actor_for(user) for user in accounts]
    roles = {kind.key for market in (intermediary, smallworks, tendering) for kind in market.capacities}
    assert roles <= {actor.kind for actor in actors}
    assert {(actor.can_file, actor.can_review) for actor in actors if actor.kind} == {
        (True, True),
        (False, True),
    }

    key_files = demo_files.key_files(demo_files.site_directory())
    members = {actor.user.username for actor in actors if actor.member}
    assert {each.username for each in key_files if each.status == "有效"} == members
    assert set(Certificate.objects.bound().values_list("user__username", flat=True)) == members

    empty, empty_elsewhere, broken = [], [], []
    for actor in actors:
        visitor = Client()
        visitor.force_login(actor.user)
        busy = actor.kind is None or actor.user.username not in QUIET
        for group in menu_of(actor, path=""):
            for entry in group.all_entries:
                if entry.title in RARE or (entry.title in ("工作台", "待办事项") and not decides(actor)):
                    continue  # the latter: nothing ever waits for them
                response = visitor.get(entry.url, follow=True)  # a person of the roster begins elsewhere
                name = f"{actor.user.username}: {group.title}/{entry.title}"
                if response.status_code != 200:
                    broken.append((name, response.status_code))
                elif EMPTY in response.content.decode():
                    (empty if busy else empty_elsewhere).append(name)
    assert (empty, broken) == ([], [])
    assert {name.partition(":")[0] for name in empty_elsewhere} == QUIET, (
        "they have next to nothing: were this list empty too, the search for empty lists would not work"
    )

    login = {"username": "hengxin", "password": DemoAccount.objects.get(user__username="hengxin").password}
    assert b"hengxin" in client.get(reverse("accounts:login")).content
    assert client.post(reverse("accounts:login"), login).status_code == 302

    assert Job.objects.count() == 61
    (online,) = Contract.objects.filter(deed__isnull=False)
    assert [place.sealed_at is not None for place in online.deed.places.all()] == [True, True]
    assert set(Job.objects.values_list("state", flat=True)) == set(JobState.values)
    assert set(Job.objects.values_list("method", flat=True)) == set(Method.values)
    assert Job.objects.filter(state=JobState.SELECTED, contract_due_at__lt=clock.now()).exists()
    codes = Organisation.objects.values_list("credit_code", flat=True)
    assert [code for code in codes if clean_credit_code(code) != code] == []
    assert Project.objects.count() == 80
    assert set(Project.objects.values_list("state", "is_emergency")) >= {
        *((state, False) for state in ProjectState.values),
        *((state, True) for state in ("awarded", "building", "completed", "rated", "terminated")),
    }
    towns, builders = (Capacity.objects.of_kind(f"smallworks.{kind}") for kind in ("town", "builder"))
    companies = Capacity.objects.filter(kind__in=[kind.key for kind in COMPANIES])
    assert (towns.count(), companies.count(), builders.count()) == (8, 60, 46)
    assert Tender.objects.count() == 39
    assert Lot.objects.count() == 92
    assert set(Lot.objects.values_list("state", flat=True)) == set(LotState.values)
    assert not Deadline.objects.filter(last_error__isnull=False).exists()

    before = counted()
    assert "没有改动" in demo()
    assert counted() == before


def test_a_database_in_use_is_left_alone():
    User.objects.create_user("somebody", PASSWORD, name="某人", mobile="13800000001")
    assert "没有写入" in demo()
    assert counted() == (1, 0, 0, 0, 0)


def test_a_demo_that_was_not_finished_says_so():
    clock.enable_demo_clock()
    User.objects.create_user("somebody", PASSWORD, name="某人", mobile="13800000001")
    with pytest.raises(CommandError, match="没有建完"):
        demo()


def test_outside_demo_mode_there_is_no_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="PINGZHUN_DEMO"):
        demo()

"""A public page is kept no longer than it is true, and shown to nobody whom it was not made for."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pingzhun.cases.numbering import given
from pingzhun.ledger.log import sequence
from pingzhun.notices.models import Notice
from pingzhun.regimes import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings):
    settings.PAGES_KEPT = 60
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def read(client):
    def read(path: str = "/notices/") -> str:
        answer = client.get(path)
        assert answer.status_code == 200
        return answer.content.decode()

    return read


def statements(client, path: str = "/notices/") -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def test_a_page_that_is_kept_asks_for_the_time_and_the_numbers_given_and_nothing_else(client, announce):
    announce()
    assert statements(client) > 2
    assert statements(client) == 2


@pytest.mark.parametrize("path", ["/", "/notices/"])
def test_a_page_that_is_kept_shows_what_is_published_at_once(read, announce, path: str):
    announce(title="关于第一件事的公告")
    assert "第二件事" not in read(path)
    announce(title="关于第二件事的公告")
    assert "第二件事" in read(path)


def test_a_notice_that_is_kept_shows_its_correction_at_once(client, read, announce, correction):
    first = announce()
    sequence(now=clock.now())  # until its entry has its place the page is not kept
    path = first.get_absolute_url()
    assert "已被更正" not in read(path)
    assert statements(client, path) == 2
    later = announce(kind=correction, corrects=first)
    assert later.number in read(path)


def test_a_page_that_is_kept_says_that_something_has_closed(read, announce, monkeypatch):
    now = clock.now()
    announce(closes_at=now + timedelta(minutes=5), now=now)
    assert "应征中" in read()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=6))
    assert "应征中" not in read()


def test_a_list_of_what_is_open_is_not_kept(client, announce):
    announce()
    client.get("/notices/?open=on")
    assert statements(client, "/notices/?open=on") > 2


def test_a_page_that_is_kept_is_shown_in_the_readers_own_look(client, read, announce):
    announce()
    assert 'data-bs-theme="auto"' in read()
    client.cookies["theme"] = "dark"
    assert 'data-bs-theme="dark"' in read()


def test_who_is_signed_in_sees_and_leaves_no_kept_page(client, read, announce, django_user_model):
    announce()
    read()
    user = django_user_model.objects.create_user("reader", name="读者", mobile="13800000001")
    client.force_login(user)
    assert "读者" in read()
    client.logout()
    assert "读者" not in read()


def test_a_number_that_is_given_changes_what_is_compared_when_it_is_committed(announce):
    before = given()
    announce()
    assert given() == before + 1
    assert Notice.objects.count() == 1

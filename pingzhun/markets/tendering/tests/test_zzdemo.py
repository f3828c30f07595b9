import io
import time
import traceback
from collections import Counter

import pytest
from django.core.management import call_command

from pingzhun.accounts.services import create_account
from pingzhun.filings.diary import Diary
from pingzhun.markets.tendering import demo
from pingzhun.markets.tendering.models import Lot, Tender
from pingzhun.regimes import clock
from tests.database import end_demo
from tests.storages import stored_in


@pytest.fixture(autouse=True)
def demo_site(settings, tmp_path, transactional_db):
    settings.DEMO = True
    settings.STORAGES = stored_in(tmp_path)
    yield
    end_demo()


def test_it():
    clock.enable_demo_clock()
    call_command("load_jurisdictions", stdout=io.StringIO())
    op = create_account(
        username="yunwei",
        password="yumen-2026-spring",
        name="平台运维",
        mobile="13800000999",
        now=clock.now(),
    )
    diary = Diary(mover=op)
    diary.begin_on_monday()
    began = time.time()
    accounts = demo.plan(diary)
    start = clock.now()
    try:
        diary.play()
    except Exception:
        traceback.print_exc()
        print("at", clock.now(), clock.now() - start)
    print("secs", time.time() - began, "days", (clock.now() - start).days)
    print(Tender.objects.count(), Lot.objects.count(), Counter(Lot.objects.values_list("state", flat=True)))
    print([a.user.username for a in accounts()])
    assert 0

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction

from pingzhun import ledger
from pingzhun.accounts.models import User
from pingzhun.documents import folders
from pingzhun.documents.models import Attachment, Blob, Folder
from pingzhun.documents.refusals import FolderFrozen
from pingzhun.flow.guards import Refused
from pingzhun.notices.models import Notice
from pingzhun.notices.publication import Change, chain, changes, content
from pingzhun.notices.tests.conftest import NOON


@pytest.fixture
def folder(db):
    """An open folder with one file."""
    user = User.objects.create_user("zhoujie", name="周洁", mobile="13800000000")
    blob = Blob.objects.create(
        sha256="a" * 64, size=2048, media_type="application/pdf", storage_name="x", created_at=NOON
    )
    folder = Folder.objects.create(created_at=NOON)
    Attachment.objects.create(
        folder=folder, slot="main", name="需求说明书.pdf", blob=blob, uploaded_by=user, created_at=NOON
    )
    return folder


def test_notices_of_a_kind_are_numbered_without_gaps(announce):
    assert [announce().number, announce().number] == ["CSCG-2026-000001", "CSCG-2026-000002"]


def test_the_hash_is_that_of_the_text_which_anyone_can_download(announce, folder):
    notice = announce(folder=folder)
    assert notice.sha256 == sha256(content(Notice.objects.get(pk=notice.pk)).encode()).hexdigest()
    said = json.loads(content(notice))
    assert said["attachments"] == [
        {"name": "需求说明书.pdf", "sha256": "a" * 64, "size": 2048, "slot": "main"}
    ]
    assert said["facts"] == [["控制价", "320,000.00 元"], ["选取方式", "竞价"]]


def test_publication_writes_the_hash_to_the_ledger(announce):
    notice = announce()
    (entry,) = ledger.find(f"notice/{notice.number}")
    assert (entry.kind, json.loads(entry.data)["sha256"]) == ("notice.published", notice.sha256)


def test_what_is_typed_into_a_body_is_inert(announce):
    assert announce(body="<p onclick='x()'>好<script>x()</script></p>").body_html == "<p>好</p>"


def test_the_publishers_name_stays_as_it_was(announce, water_bureau):
    notice = announce()
    water_bureau.name = "玉门市水利局"
    water_bureau.save()
    assert Notice.objects.get(pk=notice.pk).publisher == "玉门市水务局"
    assert sha256(content(Notice.objects.get(pk=notice.pk)).encode()).hexdigest() == notice.sha256


STATEMENTS = [
    "UPDATE notices_notice SET title = '改过的标题'",
    "UPDATE notices_notice SET facts = '[]' WHERE false",
    "DELETE FROM notices_notice",
    "TRUNCATE notices_notice CASCADE",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses_to_change_or_remove_a_notice(announce, statement):
    notice = announce()
    with (
        pytest.raises(IntegrityError, match="stays as it is"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # TRUNCATE waits for no pending foreign keys
        cursor.execute(statement)
    assert Notice.objects.get().title == notice.title


def test_switching_pgtrigger_off_does_not_open_a_notice(announce):
    announce()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{*}', true)")
        cursor.execute(STATEMENTS[0])


def test_without_the_trigger_a_notice_could_be_changed_and_its_hash_would_tell(announce):
    """The negative control: it is the trigger that refuses, and the hash that notices."""
    notice = announce()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE notices_notice DISABLE TRIGGER notice_is_final")
        cursor.execute(STATEMENTS[0])
        cursor.execute("ALTER TABLE notices_notice ENABLE TRIGGER notice_is_final")
    changed = Notice.objects.get()
    assert changed.title == "改过的标题"
    assert sha256(content(changed).encode()).hexdigest() != notice.sha256


def test_the_attachments_of_a_notice_are_frozen_for_ever(announce, folder):
    announce(folder=folder)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.all().delete()
    with pytest.raises(IntegrityError, match="stays frozen"), transaction.atomic():
        folders.thaw(folder)
    assert Folder.objects.get().frozen_at == NOON


def test_a_folder_without_a_notice_can_be_thawed(folder):
    """The negative control of the test above."""
    folders.freeze(folder, now=NOON)
    folders.thaw(folder)
    assert Folder.objects.get().frozen_at is None


def test_a_notice_does_not_share_the_folder_of_something_submitted(announce, folder):
    folders.freeze(folder, now=NOON)
    with pytest.raises(FolderFrozen):
        announce(folder=folder)
    assert announce(folder=folders.copy_folder(folder, now=NOON)).attachments[0].name == "需求说明书.pdf"


def test_a_notice_is_corrected_only_once(announce, correction):
    first = announce()
    second = announce(kind=correction, corrects=first)
    with pytest.raises(Refused, match=f"公告 {first.number} 已被 {second.number} 更正"):
        announce(kind=correction, corrects=first)
    assert Notice.objects.count() == 2


def test_every_notice_of_a_chain_knows_the_whole_chain(announce, correction):
    first = announce()
    second = announce(kind=correction, corrects=first, now=NOON + timedelta(hours=1))
    third = announce(kind=correction, corrects=second, now=NOON + timedelta(hours=2))
    announce()
    assert [chain(notice) for notice in (first, second, third)] == [[first, second, third]] * 3


def test_a_correction_says_what_it_changed(announce, correction):
    first = announce(facts=[("控制价", "320,000.00 元"), ("选取方式", "竞价"), ("地点", "玉门")])
    second = announce(
        kind=correction,
        corrects=first,
        facts=[("控制价", "300,000.00 元"), ("选取方式", "竞价"), ("答疑", "见附件")],
    )
    assert changes(first, second) == [
        Change("控制价", "320,000.00 元", "300,000.00 元"),
        Change("答疑", None, "见附件"),
        Change("地点", "玉门", None),
    ]


def test_a_first_notice_cannot_close_before_it_is_published(announce):
    with pytest.raises(IntegrityError, match="closes_after_publication"):
        announce(closes_at=NOON)


def test_a_correction_may_come_after_the_closing_time(announce, correction):
    first = announce(closes_at=NOON + timedelta(days=1))
    late = announce(kind=correction, corrects=first, closes_at=first.closes_at, now=NOON + timedelta(days=2))
    assert list(Notice.objects.open_at(NOON)) == [late]
    assert list(Notice.objects.open_at(NOON + timedelta(days=2))) == []

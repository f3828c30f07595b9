"""A folder as a whole; and that the database itself keeps a submitted one as it was."""

import threading
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, ProgrammingError, connection, transaction

from pingzhun.documents import folders, uploads
from pingzhun.documents.models import Attachment, Folder
from pingzhun.documents.refusals import FolderFrozen
from pingzhun.documents.tests import files


@pytest.fixture
def contract(folder, slots, li, now) -> Attachment:
    return uploads.receive_whole(
        folder=folder,
        slots=slots,
        slot="contract",
        name="合同.pdf",
        file=ContentFile(files.pdf()),
        user=li,
        now=now,
    )


def refused_by_database(statement: str, *values: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except (IntegrityError, ProgrammingError):
        return True
    return False


INSERT = """INSERT INTO documents_attachment (folder_id, slot, name, blob_id, uploaded_by_id, created_at)
            SELECT folder_id, 'other', name, blob_id, uploaded_by_id, created_at FROM documents_attachment
            WHERE id = %s"""
RENAME = "UPDATE documents_attachment SET name = 'x.pdf' WHERE id = %s"
REMOVE = "UPDATE documents_attachment SET submitted_at = now(), removed_at = now() WHERE id = %s"
DELETE = "DELETE FROM documents_attachment WHERE id = %s"


@pytest.mark.covers("P7")
@pytest.mark.parametrize("statement", [INSERT, REMOVE, DELETE])
def test_the_database_refuses_to_change_a_frozen_folder(contract, folder, now, statement):
    folders.freeze(folder, now=now)
    assert refused_by_database(statement, contract.pk)
    assert list(Attachment.objects.values_list("pk", "removed_at")) == [(contract.pk, None)]


@pytest.mark.parametrize("statement", [INSERT, REMOVE, DELETE])
def test_the_same_statements_pass_while_the_folder_is_open(contract, folder, statement):
    folder.uploads.all().delete()
    assert not refused_by_database(statement, contract.pk)


def test_an_attachment_is_never_renamed_or_given_other_content(contract):
    assert refused_by_database(RENAME, contract.pk)
    assert refused_by_database(
        "UPDATE documents_blob SET sha256 = repeat('0', 64) WHERE id = %s", contract.blob_id
    )


@pytest.mark.covers("P7")
def test_what_a_submitted_version_names_is_marked_and_never_deleted(contract, folder, now):
    folders.freeze(folder, now=now)
    folders.thaw(folder)
    assert refused_by_database(DELETE, contract.pk)
    folders.remove(contract, now=now + timedelta(hours=1))
    contract.refresh_from_db()
    assert (contract.submitted_at, contract.removed_at) == (now, now + timedelta(hours=1))
    assert folders.manifest(folder) == []
    assert refused_by_database("UPDATE documents_attachment SET removed_at = NULL WHERE id = %s", contract.pk)


def test_what_was_never_submitted_is_gone_when_removed(contract, now):
    folders.remove(contract, now=now)
    assert Attachment.objects.count() == 0


def test_nothing_is_removed_from_a_frozen_folder(contract, folder, now):
    folders.freeze(folder, now=now)
    with pytest.raises(FolderFrozen):
        folders.remove(contract, now=now)
    with pytest.raises(FolderFrozen):
        folders.freeze(folder, now=now)


@pytest.mark.covers("P7")
def test_the_manifest_names_every_live_file_with_its_sha256(contract, folder, slots, li, now):
    assert folders.freeze(folder, now=now) == [
        {"slot": "contract", "name": "合同.pdf", "sha256": contract.blob.sha256, "size": len(files.pdf())}
    ]


def test_missing_says_which_required_slot_is_empty(folder, slots, li, now):
    assert folders.missing(folder, slots) == ["请上传「合同扫描件」。"]
    uploads.receive_whole(
        folder=folder,
        slots=slots,
        slot="contract",
        name="合同.pdf",
        file=ContentFile(files.pdf()),
        user=li,
        now=now,
    )
    assert folders.missing(folder, slots) == []


def test_a_copy_holds_the_live_files_and_is_open(contract, folder, slots, now):
    folders.freeze(folder, now=now)
    copy = folders.copy_folder(folder, now=now + timedelta(days=1))
    assert copy.frozen_at is None
    assert folders.manifest(copy) == folders.manifest(folder)
    assert copy.attachments.get().submitted_at is None
    assert folders.manifest(folders.copy_folder(folder, now=now, slots=slots[1:])) == []


def test_a_draft_is_deleted_with_its_files_and_a_submitted_folder_is_not(contract, folder, now):
    copy = folders.copy_folder(folder, now=now)
    copy.delete()
    assert list(Folder.objects.all()) == [folder]
    folders.freeze(folder, now=now)
    folders.thaw(folder)
    with pytest.raises(IntegrityError), transaction.atomic():
        folder.delete()


@pytest.mark.django_db(transaction=True)
def test_a_file_that_arrives_while_the_folder_is_being_frozen_waits_and_is_refused(contract, folder, now):
    frozen, waited = threading.Event(), []

    def insert() -> None:
        frozen.wait()
        try:
            waited.append(refused_by_database(INSERT, contract.pk))
        finally:
            connection.close()

    thread = threading.Thread(target=insert)
    thread.start()
    with transaction.atomic():
        manifest = folders.freeze(folder, now=now)
        frozen.set()
        thread.join(timeout=1)
        assert thread.is_alive()  # it waits for this transaction
    thread.join(timeout=10)
    assert waited == [True]
    assert folders.manifest(folder) == manifest

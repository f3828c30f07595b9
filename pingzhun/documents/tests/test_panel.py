"""The panel as the server draws it."""

import pytest
from django.core.files.base import ContentFile

from pingzhun.documents import folders, uploads
from pingzhun.documents.models import Upload
from pingzhun.documents.panel import Panel
from pingzhun.documents.slots import Slot
from pingzhun.documents.tests import files
from pingzhun.documents.tests.urls import SLOTS

pytestmark = [pytest.mark.django_db, pytest.mark.urls("pingzhun.documents.tests.urls")]


@pytest.fixture
def take(folder, li, now):
    def take(name, content, slot="photo"):
        return uploads.receive_whole(
            folder=folder, slots=SLOTS, slot=slot, name=name, file=ContentFile(content), user=li, now=now
        )

    return take


@pytest.fixture
def get(client, li, folder):
    client.force_login(li, backend="django.contrib.auth.backends.ModelBackend")
    return lambda: client.get(f"/folders/{folder.pk}/attachments/").content.decode()


@pytest.mark.covers("P7")
def test_every_slot_shows_its_rule_and_its_files_with_size_time_and_sha256(get, take):
    contract = take("合同.pdf", files.pdf(), "contract")
    html = get()
    for shown in [
        "合同扫描件",
        "双方盖章后的扫描件",
        "必须上传",
        "zip；单个文件不超过 200.0\xa0MB；可上传多个文件",
        "合同.pdf",
        "2026-11-21 10:00",
        f"SHA-256 {contract.blob.sha256[:12]}…",
        f"SHA-256 {contract.blob.sha256}",
    ]:
        assert shown in html
    assert "data-full" in html


def test_a_hostile_name_is_text(get, take):
    take("<img src=x onerror=alert(1)>.png".replace("/", ""), files.image())
    assert "<img src=x" not in get()


def test_an_upload_that_broke_off_is_shown_with_the_way_to_go_on(get, folder, li, now):
    Upload.objects.create(
        folder=folder,
        slot="result",
        name="结果.zip",
        size=2048,
        offset=1024,
        created_by=li,
        created_at=now,
        expires_at=now.replace(year=2099),
    )
    assert "上次没有传完：1.0\xa0KB，共 2.0\xa0KB。重新选择该文件，将从断点继续。" in get()


def test_a_frozen_folder_is_shown_without_buttons_that_change_it(get, take, folder, now):
    take("1.png", files.image())
    assert "移除" in get()
    folders.freeze(folder, now=now)
    html = get()
    assert "1.png" in html
    assert "移除" not in html
    assert "选择文件" not in html


def test_removing_gives_back_the_panel_or_the_page(client, get, take, folder):
    first = take("1.png", files.image(size=(9, 9)))
    second = take("2.png", files.image(size=(8, 8)))
    url = f"/folders/{folder.pk}/attachments/"
    fragment = client.post(f"{url}{first.pk}/remove", headers={"HX-Request": "true"}).content.decode()
    assert "1.png" not in fragment
    assert "2.png" in fragment
    response = client.post(f"{url}{second.pk}/remove")
    assert (response.status_code, response["Location"]) == (302, f"/folders/{folder.pk}/")
    assert folders.manifest(folder) == []


@pytest.mark.covers("P7")
def test_what_was_submitted_and_then_removed_can_still_be_downloaded(client, get, take, folder, now):
    submitted = take("1.png", files.image())
    folders.freeze(folder, now=now)
    folders.thaw(folder)
    folders.remove(submitted, now=now)
    assert "1.png" not in get()
    response = client.get(f"/folders/{folder.pk}/attachments/{submitted.pk}")
    assert response.status_code == 200
    response.close()


def test_thirty_files_cost_no_more_queries_than_one(folder, take, li, now, django_assert_num_queries):
    def rows() -> int:
        panel = Panel(folder, SLOTS, "/a/", "/", may_edit=True, user=li, now=now)
        return sum(len(place.rows) for place in panel.rows_by_slot)

    take("0.png", files.image(size=(1, 1)))
    with django_assert_num_queries(2):
        assert rows() == 1
    for n in range(1, 30):
        take(f"{n}.png", files.image(size=(n + 1, 3)))
    with django_assert_num_queries(2):
        assert rows() == 30


def test_a_slot_that_names_an_unknown_type_is_a_mistake_of_the_developer():
    with pytest.raises(ValueError, match="unknown types"):
        Slot("a", "甲", types=("documents",))

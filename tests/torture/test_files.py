"""Hostile files at the one door: refused with a sentence, or kept as something that no browser runs; in bounded memory."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from hypothesis import given
from hypothesis import strategies as st

from pingzhun.accounts.services import create_account
from pingzhun.documents import serving, uploads
from pingzhun.documents.kinds import MEDIA_TYPES
from pingzhun.documents.models import Folder
from pingzhun.documents.refusals import FileRefused
from pingzhun.documents.slots import Slot
from pingzhun.regimes import clock
from tests.storages import stored_in
from tests.torture.corpus import corpus
from tests.torture.effort import examples

SLOT = Slot("any", "任意", types=("document", "image", "archive"), opaque_archives=True)
LIMIT = 500 * 1024**2  # bytes that the judging process may ever hold, the program itself included
NAMES = [
    "../../etc/passwd.pdf",
    "..\\..\\boot.pdf",
    "a\x00.pdf",
    "con.pdf",
    ".pdf",
    "-rf.pdf",
    "x.exe.pdf",
    "a\u202efdp.pdf",
    "长" * 500 + ".pdf",
    "<img src=x onerror=alert(1)>.pdf",
    "=cmd|' '!A0.pdf",
    'a";filename="b.html".pdf',
    "a\r\nContent-Type: text/html\r\n\r\n.pdf",
    "％2e％2e.pdf",
]


def test_the_corpus_is_judged_in_bounded_memory_and_nothing_active_is_kept(tmp_path):
    index = []
    for number, (name, content) in enumerate(corpus()):
        index.append([str(number), name])
        (tmp_path / str(number)).write_bytes(content)
    (tmp_path / "index.json").write_text(json.dumps(index))
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture.corpus", tmp_path],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings_test"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout)
    kept = [name for name, outcome in said["outcomes"] if outcome.partition(";")[0] in MEDIA_TYPES]
    refused = [outcome for _, outcome in said["outcomes"] if outcome.endswith("。")]
    assert len(kept) + len(refused) == len(said["outcomes"]), "a refusal is a sentence"
    assert len(said["outcomes"]) > 110
    assert set(kept) <= HARMLESS, "what these are kept as is read by no browser as a page"
    print(f"peak {said['peak'] / 1024**2:.0f} MiB")
    assert said["peak"] < LIMIT, f"{said['peak'] / 1024**2:.0f} MiB"


HARMLESS = {
    "弹.zip",  # archives in an archive, within the bounds
    "弹.pdf",
    "弹.gif",  # its first frame
    "双.pdf",  # begins as a PDF and is served as one, sandboxed and unsniffed
    "双.gif",  # drawn anew: the script is gone
    "双.jpg",
    "双.png",
    "双.bmp",
    "双.txt",  # served as text with its charset
    "夹.pdf",
    "病.rar",
    "零.txt",
}


@pytest.mark.django_db
def test_what_is_kept_is_served_so_that_no_browser_runs_it(settings, tmp_path):
    now = clock.now()
    settings.STORAGES = stored_in(tmp_path)
    user = create_account(
        username="ligong", password="Torture-2026-lu", name="李工", mobile="13893710093", now=now
    )
    folder, served = Folder.objects.create(created_at=now), 0
    for name, content in corpus():
        if name not in HARMLESS:
            continue
        with contextlib.suppress(FileRefused):
            attachment = uploads.receive_whole(
                folder=folder,
                slots=[SLOT],
                slot="any",
                name=name,
                file=ContentFile(content),
                user=user,
                now=now,
            )
            response = serving.serve(attachment, inline=True)
            sent = b"".join(response.streaming_content)
            assert response["X-Content-Type-Options"] == "nosniff"
            assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
            assert response["Content-Type"].partition(";")[0] in MEDIA_TYPES
            if response["Content-Type"].startswith("image/"):
                assert b"script" not in sent
                assert b"alert" not in sent
            served += 1
    assert served >= 5


@given(name=st.one_of(st.sampled_from(NAMES), st.text(max_size=200).map(lambda stem: f"{stem}.pdf")))
@examples(short=100, full=5_000)
def test_no_name_leaves_its_folder_or_its_header(name):
    kept = uploads.clean_name(name)
    assert 0 < len(kept) <= 150
    assert not {"/", "\\", "\r", "\n", "\x00", "\u202e"} & set(kept)
    assert kept.strip(". ")
    response = HttpResponse(headers={"Content-Disposition": content_disposition_header(True, kept)})
    assert response["Content-Disposition"].startswith("attachment")

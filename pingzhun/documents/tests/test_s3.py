"""The same files in an S3 store, by setting alone."""

from datetime import timedelta

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from moto.server import ThreadedMotoServer

from pingzhun.documents import folders, serving, uploads
from pingzhun.documents.tests import files


@pytest.fixture
def s3(settings, monkeypatch, disk):
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    endpoint = f"http://{host}:{port}"
    client = boto3.client("s3", endpoint_url=endpoint)
    client.create_bucket(Bucket="pingzhun")
    options = {
        "bucket_name": "pingzhun",
        "endpoint_url": endpoint,
        "default_acl": None,
        "file_overwrite": False,
    }
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    }
    yield client
    server.stop()


@pytest.mark.covers("P7")
@pytest.mark.django_db
def test_a_file_lives_in_s3_from_upload_to_sweep(
    s3, folder, slots, li, now, disk, django_capture_on_commit_callbacks
):
    content = files.archive({"结果/报告.txt": b"12345"})
    attachment = uploads.receive_whole(
        folder=folder,
        slots=slots,
        slot="result",
        name="结果.zip",
        file=ContentFile(content),
        user=li,
        now=now,
    )
    key = attachment.blob.storage_name
    assert s3.get_object(Bucket="pingzhun", Key=key)["Body"].read() == content
    assert not (disk / "documents").exists()
    assert b"".join(serving.serve(attachment).streaming_content) == content
    assert [entry.name for entry in serving.archive_listing(attachment).entries] == ["结果/报告.txt"]
    folders.remove(attachment, now=now)
    with django_capture_on_commit_callbacks(execute=True):
        uploads.sweep_uploads(now + timedelta(days=2))
    assert not default_storage.exists(key)

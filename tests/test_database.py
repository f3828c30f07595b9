"""What the tests themselves stand on: a database that is emptied between them, and copies of what was made once."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from pingzhun.documents import uploads
from pingzhun.documents.models import Blob
from pingzhun.ledger import log
from pingzhun.ledger.models import TreeHead
from pingzhun.regimes import clock
from pingzhun.regimes.models import Regime


@pytest.mark.django_db(transaction=True)
def test_emptying_takes_every_row_even_final_ones_and_leaves_what_each_database_has():
    log.sequence(now=clock.now())
    assert TreeHead.objects.exists()
    types = ContentType.objects.count()
    call_command("flush", interactive=False, verbosity=0)
    assert not TreeHead.objects.exists()
    assert list(Regime.objects.values_list("key", flat=True)) == ["2026"]
    assert ContentType.objects.count() == types > 0


def test_what_stands_is_built_once_and_each_time_as_it_was_built(django_db_setup, standing_on):
    built = []

    def build(now):
        built.append(now)
        return uploads.keep(b"kept", media_type="text/plain", now=now)

    before = connection.settings_dict["NAME"]
    for _ in range(2):
        with standing_on("standing", build) as blob:
            assert default_storage.open(Blob.objects.get(pk=blob.pk).storage_name).read() == b"kept"
            assert clock.is_demo()
            Blob.objects.all().delete()
            uploads.keep(b"another", media_type="text/plain", now=clock.now())
            assert connection.settings_dict["NAME"] != before
    assert len(built) == 1
    assert connection.settings_dict["NAME"] == before

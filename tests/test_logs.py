"""What stands in the log, and what never does."""

import json
import logging
import subprocess
import sys

import pytest
from django.db import IntegrityError, transaction

from config.logs import Json, Text
from pingzhun.accounts.models import User
from tools import pg

PLAIN = logging.Formatter("%(message)s")
SECRETS = ("13912345678", "620981199001011234", "62098119900101123X", "chen@jia.example")


def record(message: str, *, error: BaseException | None = None, **extra: object) -> logging.LogRecord:
    about = (type(error), error, error.__traceback__) if error else None
    made = logging.LogRecord("pingzhun.test", logging.ERROR, __file__, 1, message, (), about)
    made.__dict__.update(extra)
    return made


@pytest.mark.parametrize("secret", SECRETS)
def test_what_names_a_person_is_masked_and_would_stand_there_without_the_mask(secret):
    said = record(f"gateway refused {secret}，请核对")
    assert secret in PLAIN.format(said)
    assert secret not in Text().format(said)
    assert secret not in Json().format(said)


def test_what_only_looks_like_it_stays():
    said = "存证 13912345 条，校验值 9a13912345678ff0，编号 2026112700012345678901"
    assert Text().format(record(said)) == said


def test_a_row_that_the_database_quotes_in_an_error_is_left_out(db):
    def create() -> None:
        User.objects.create_user("chen", name="陈静", mobile="13900000001")

    create()
    with pytest.raises(IntegrityError) as raised, transaction.atomic():
        create()
    said = record("failed", error=raised.value)
    assert "(chen)" in PLAIN.format(said)
    for formatter in (Text(), Json()):
        assert "(chen)" not in formatter.format(said)
        assert "IntegrityError" in formatter.format(said)


def test_a_line_is_one_object_with_its_time_in_utc():
    event = json.loads(Json().format(record('Not Found: "/x"\n2026 ERROR forged', status_code=404)))
    assert event["time"].endswith("+00:00")
    assert (event["level"], event["logger"], event["status"]) == ("ERROR", "pingzhun.test", 404)
    assert "\n" not in Json().format(record("a\nb"))


def test_a_message_with_line_breaks_does_not_pretend_to_be_another_event():
    assert Text().format(record("a\r\n2026-11-27 ERROR forged")) == "a\\r\n    2026-11-27 ERROR forged"


def test_the_setting_chooses_the_form():
    program = (
        "import django, logging; django.setup(); logging.getLogger('pingzhun.x').warning('号码 13912345678')"
    )
    said = {}
    for form in ("json", "text"):
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=pg.ROOT,
            env={"PATH": "", "DJANGO_SETTINGS_MODULE": "config.settings_test", "PINGZHUN_LOG_FORMAT": form},
            capture_output=True,
            text=True,
            check=True,
        )
        said[form] = done.stderr
    assert json.loads(said["json"])["message"] == "号码 [手机号]"
    assert said["text"].endswith("WARNING pingzhun.x 号码 [手机号]\n")

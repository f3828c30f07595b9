"""Settings of the tests: the real ones, with data of their own and a light password hasher."""

import os
from pathlib import Path

os.environ.setdefault("PINGZHUN_SECRET_KEY", "only-for-tests-0123456789-0123456789-0123456789")
os.environ.setdefault("PINGZHUN_DATA_DIR", str(Path(__file__).resolve().parent.parent / ".data" / "test"))

from config.settings import *  # noqa: F403
from config.settings import DATABASES, TEMPLATES
from tests.strictness import UndefinedInJinja, UndefinedVariable

DEBUG = False  # whatever the shell says: the URLs of a test are those of a site
PAGES_KEPT = 0  # a page of another test's database is nobody's
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 costs 0.2 s for each account
WHITENOISE_AUTOREFRESH = True  # else each client of a test reads through the directory of static files
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("PINGZHUN_TEST_DB", "test_pingzhun")}
DATABASES["default"]["OPTIONS"].pop("pool", None)
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable()
TEMPLATES[1]["OPTIONS"]["undefined"] = UndefinedInJinja

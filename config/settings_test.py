"""Settings of the tests: the real ones, with a light password hasher and no cool-off surprises."""

import os

os.environ.setdefault("PINGZHUN_SECRET_KEY", "only-for-tests-0123456789-0123456789-0123456789")

from config.settings import *

TESTING = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 costs 0.2 s for each account
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("PINGZHUN_TEST_DB", "test_pingzhun")}
DATABASES["default"]["OPTIONS"].pop("pool", None)

"""Settings of Pingzhun.

Everything that differs between two installations comes from the environment, as ``PINGZHUN_*`` and ``DATABASE_URL``;
``docs/handbook/operator.md`` lists every variable.
"""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONCE

from config.database import database_from_url
from config.secrets import local_secret

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("PINGZHUN_DATA_DIR", BASE_DIR / ".data"))

DEBUG = os.environ.get("PINGZHUN_DEBUG") == "1"
DEMO = (
    os.environ.get("PINGZHUN_DEMO") == "1"
)  # demo accounts on the log-in page, the 演示时钟, the 演示短信 page
SECRET_KEY = os.environ.get("PINGZHUN_SECRET_KEY") or local_secret(DATA_DIR / "secret-key")
ALLOWED_HOSTS = os.environ.get("PINGZHUN_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("PINGZHUN_ORIGINS", "").split(",") if origin]
BEHIND_TLS = os.environ.get("PINGZHUN_TLS") == "1"
BEHIND_PROXY = os.environ.get("PINGZHUN_BEHIND_PROXY") == "1"
# The header in which the proxy passes the certificate of the browser; empty: none is believed (certificates.tls).
CLIENT_CERTIFICATE_HEADER = os.environ.get("PINGZHUN_CLIENT_CERTIFICATE_HEADER", "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "django_filters",
    "pgtrigger",
    "procrastinate.contrib.django",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "pingzhun.ui",
    "pingzhun.regimes",
    "pingzhun.ledger",
    "pingzhun.flow",
    "pingzhun.accounts",
    "pingzhun.directory",
    "pingzhun.certificates",
    "pingzhun.documents",
    "pingzhun.messages",
    "pingzhun.deadlines",
    "pingzhun.cases",
    "pingzhun.filings",
    "pingzhun.notices",
    "pingzhun.sealing",
    "pingzhun.draws",
    "pingzhun.contracts",
    "pingzhun.ratings",
    "pingzhun.standing",
    "pingzhun.experts",
    "pingzhun.markets.intermediary",
    "pingzhun.markets.smallworks",
    "pingzhun.markets.tendering",
    "pingzhun.portal",
    "pingzhun.console",
    "pingzhun.api",
    "pingzhun.operations",
]

MIDDLEWARE = [
    "pingzhun.operations.probes.Probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "pingzhun.base.requests.StorableText",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pingzhun.directory.middleware.ActorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["pingzhun.ui.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pingzhun.ui.context.site",
                "pingzhun.portal.context.portal",
                "pingzhun.console.context.console",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "pingzhun.ui.jinja.environment"},
    },
]
FORM_RENDERER = "pingzhun.ui.forms.FormRenderer"

DATABASES = {"default": database_from_url(os.environ.get("DATABASE_URL"), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "pingzhun.accounts.passwords.MinimumLength", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "pingzhun.accounts.passwords.NotOfThisSite"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "console:home"
LOGOUT_REDIRECT_URL = "portal:home"

# Lockout: the account and address together, so that one person's mistakes never lock a colleague out.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
if BEHIND_PROXY:
    AXES_CLIENT_IP_CALLABLE = "config.proxy.client_address"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 8 * 3600  # from the log-in or the last choice of a role, however busy it is
if BEHIND_TLS:  # the prefix makes browsers refuse such a cookie from a neighbour, or without TLS
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_HTTPONLY = (
    False  # htmx reads the token from the page, not the cookie; kept readable for no one: see CSP
)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'", NONCE],  # the nonce is for the import map alone (`ui.module_map`)
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in ["camera", "microphone", "geolocation", "usb", "serial", "payment", "browsing-topics"]
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
FORMAT_MODULE_PATH = ["config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("PINGZHUN_STATIC_ROOT", BASE_DIR / "staticfiles"))
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    ("vendor/tabler", NODE_MODULES / "@tabler/core/dist"),
    ("vendor/htmx", NODE_MODULES / "htmx.org/dist"),
    ("vendor/tom-select", NODE_MODULES / "tom-select/dist"),
    ("vendor/tus", NODE_MODULES / "tus-js-client/dist"),
    ("vendor/altcha", NODE_MODULES / "altcha/dist"),
    ("vendor/pkijs", NODE_MODULES / "pkijs/build"),
    ("vendor/asn1js", NODE_MODULES / "asn1js/build"),
    ("vendor/bytestreamjs", NODE_MODULES / "bytestreamjs/build"),
    ("vendor/peculiar-utils", NODE_MODULES / "@peculiar/utils/build"),
    ("vendor/age", NODE_MODULES / "age-encryption/dist"),
    ("vendor/noble/ciphers", NODE_MODULES / "@noble/ciphers"),
    ("vendor/noble/curves", NODE_MODULES / "@noble/curves"),
    ("vendor/noble/hashes", NODE_MODULES / "@noble/hashes"),
    ("vendor/noble/post-quantum", NODE_MODULES / "@noble/post-quantum"),
    ("vendor/scure/base", NODE_MODULES / "@scure/base"),
    ("vendor/hpke/core", NODE_MODULES / "@hpke/core/esm"),
    ("vendor/hpke/common", NODE_MODULES / "@hpke/common/esm"),
    ("vendor/shamir", NODE_MODULES / "shamir-secret-sharing/esm"),
    ("vendor/echarts", NODE_MODULES / "echarts/dist"),
]
# What our scripts import by name, and the static file it is; a name may end in "/".
SCRIPT_MODULES: dict[str, str] = {
    "pkijs": "vendor/pkijs/index.js",
    "asn1js": "vendor/asn1js/index.js",
    "bytestreamjs": "vendor/bytestreamjs/index.js",
    "@peculiar/utils": "vendor/peculiar-utils/index.js",
    "@peculiar/utils/": "vendor/peculiar-utils/",
    "age-encryption": "vendor/age/index.js",
    "@noble/ciphers/": "vendor/noble/ciphers/",
    "@noble/curves/": "vendor/noble/curves/",
    "@noble/hashes/": "vendor/noble/hashes/",
    "@noble/post-quantum/": "vendor/noble/post-quantum/",
    "@scure/base": "vendor/scure/base/index.js",
    "@hpke/core": "vendor/hpke/core/mod.js",
    "@hpke/common": "vendor/hpke/common/mod.js",
    "shamir-secret-sharing": "vendor/shamir/index.js",
    "shamir-secret-sharing/csprng": "vendor/shamir/csprng.js",
    "echarts": "vendor/echarts/echarts.esm.min.js",
}

METRICS_TOKEN = os.environ.get("PINGZHUN_METRICS_TOKEN", "")  # without one, /metrics is not there
PAGES_KEPT = 60  # seconds that a public page may be shown again (notices.kept)

DOCUMENTS_DIR = DATA_DIR / "documents"
MAX_UPLOAD_BYTES = 200 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DOCUMENTS_DIR},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if os.environ.get("PINGZHUN_S3_BUCKET"):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": os.environ["PINGZHUN_S3_BUCKET"],
            "endpoint_url": os.environ.get("PINGZHUN_S3_ENDPOINT"),
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
            "max_memory_size": 8 * 1024 * 1024,
        },
    }

DOCUMENTS_SCANNER = os.environ.get("PINGZHUN_SCANNER", "pingzhun.documents.scanners.EicarScanner")
TIMESTAMP_AUTHORITY = os.environ.get(
    "PINGZHUN_TSA_URL", ""
)  # RFC 3161; without one, seals carry the platform's time
# The operator's service certificate with its key (PKCS#12), for the platform's own seal; empty: documents carry none.
PLATFORM_SEAL = os.environ.get(
    "PINGZHUN_SEAL_KEY", str(DATA_DIR / "demo-ca" / "platform.p12") if DEMO else ""
)
PLATFORM_SEAL_PASSWORD = os.environ.get("PINGZHUN_SEAL_PASSWORD", "demo-key-2026" if DEMO else "")
DOCUMENTS_CLAMD = os.environ.get("PINGZHUN_CLAMD", "unix:/run/clamav/clamd.ctl")

MESSAGE_BACKENDS: dict[str, dict[str, object]] = {}
if os.environ.get("PINGZHUN_SMS_URL"):
    MESSAGE_BACKENDS["sms"] = {
        "BACKEND": "pingzhun.messages.backends.HttpSmsBackend",
        "OPTIONS": {"url": os.environ["PINGZHUN_SMS_URL"], "token": os.environ.get("PINGZHUN_SMS_TOKEN", "")},
    }
if os.environ.get("PINGZHUN_SMTP_HOST"):
    MESSAGE_BACKENDS["email"] = {"BACKEND": "pingzhun.messages.backends.SmtpBackend"}
    EMAIL_HOST = os.environ["PINGZHUN_SMTP_HOST"]
    EMAIL_PORT = int(os.environ.get("PINGZHUN_SMTP_PORT", "465"))
    EMAIL_HOST_USER = os.environ.get("PINGZHUN_SMTP_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("PINGZHUN_SMTP_PASSWORD", "")
    EMAIL_USE_SSL = EMAIL_PORT == 465
    EMAIL_USE_TLS = EMAIL_PORT == 587
    DEFAULT_FROM_EMAIL = os.environ.get("PINGZHUN_MAIL_FROM", EMAIL_HOST_USER)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "config.logs.Text", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "config.logs.Json"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": os.environ.get("PINGZHUN_LOG_FORMAT", "text"),
        }
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("PINGZHUN_LOG_LEVEL", "INFO")},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "axes": {"level": "ERROR"},
        "pyhanko": {"level": "ERROR"},
    },
}

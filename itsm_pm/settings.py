"""Settings, read from the environment; every one has a default that runs embedded.

Embedded (no variable set): SQLite and a folder as message broker, both under `var/`. Production sets
`DATABASE_URL`, `REDIS_URL`, `SECRET_KEY`, `ALLOWED_HOSTS` and `DEBUG=false`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ

from itsm_pm.env import celery_transport, database, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(str(BASE_DIR / ".env"))

STATE_DIR = Path(env.str("ITSM_PM_STATE", default=str(BASE_DIR / "var")))
DEBUG = env.bool("DEBUG", default=False)
PRODUCTION = env.bool("PRODUCTION", default=False)
SECRET_KEY = secret_key(env, STATE_DIR, production=PRODUCTION)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The demo accounts are named on the sign-in page only where the demo was loaded on purpose.
DEMO = env.bool("ITSM_PM_DEMO", default=False)
DEMO_TICKETS = env.int("ITSM_PM_DEMO_TICKETS", default=2000)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "csp",
    "kernel",
    "people",
    "projects",
    "tickets",
    "governance",
    "itsm_pm",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kernel.web.middleware.RequestIdMiddleware",
    "kernel.api.middleware.ApiMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "people.web.middleware.PersonMiddleware",
    "kernel.web.middleware.AppErrorMiddleware",
    "kernel.api.idempotency.IdempotencyMiddleware",
]

ROOT_URLCONF = "itsm_pm.urls"
WSGI_APPLICATION = "itsm_pm.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "builtins": ["kernel.templatetags.ui", "django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "itsm_pm.context.navigation",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

DATABASES: dict[str, Any] = {"default": database(env, STATE_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
# The zone in which a person without a preference reads dates, and the currency sums are shown in.
DISPLAY_TIME_ZONE = env.str("DISPLAY_TIME_ZONE", default="Europe/Berlin")
PORTFOLIO_CURRENCY = env.str("PORTFOLIO_CURRENCY", default="EUR")

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(STATE_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Plain manifest: compressing at collect time takes half a minute, so only the image build does it.
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    if PRODUCTION
    else {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
MEDIA_ROOT = STATE_DIR / "media"

_SELF = ["'self'"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": _SELF,
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": _SELF,
        "frame-ancestors": ["'none'"],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "people.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["kernel.api.parsers.StrictJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["kernel.api.rates.CallerThrottle"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "kernel.api.errors.problem_response",
    "UNAUTHENTICATED_USER": None,
}
# Requests that one token, or one person with a session, may make within a window; 0 is no limit.
API_RATE_LIMIT = env.int("API_RATE_LIMIT", default=3000)
API_RATE_SECONDS = env.int("API_RATE_SECONDS", default=60)
API_MAX_BODY = env.int("API_MAX_BODY", default=2 * 1024 * 1024)
API_MAX_UPLOAD = env.int("API_MAX_UPLOAD", default=50 * 1024 * 1024)
IDEMPOTENCY_HOURS = env.int("IDEMPOTENCY_HOURS", default=24)
SPECTACULAR_SETTINGS = {
    "TITLE": "itsm_pm",
    "DESCRIPTION": "Service desk and projects held against their promises.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    # Operations are grouped by what follows it.
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # Choices stay where they are used: pulled out, equal names of different choices would collide.
    "POSTPROCESSING_HOOKS": [
        "kernel.api.schema.add_problem_answers",
    ],
}

QUEUES = ("recompute", "clocks", "notices", "webhooks", "mail", "imports")
SUBSCRIPTIONS = "itsm_pm.wiring.SUBSCRIPTIONS"
SLOTS = "itsm_pm.wiring.SLOTS"
WORK_SUBJECTS = "itsm_pm.work.SUBJECTS"
SEARCHES = "itsm_pm.wiring.SEARCHES"
# Mail goes out where a server is named; nothing else waits for it.
MAIL_IS_SENT = bool(env.str("EMAIL_HOST", default=""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_IS_SENT else 'dummy'}.EmailBackend"
EMAIL_HOST = env.str("EMAIL_HOST", default="")
EMAIL_PORT = env.int("EMAIL_PORT", default=587 if PRODUCTION else 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=PRODUCTION)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="itsm_pm <noreply@localhost>")
# Where people reach the pages; mails lead there.
PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:8000")
FEEDS = "itsm_pm.wiring.FEEDS"
AUDIENCES = "itsm_pm.wiring.AUDIENCES"
ACTORS = "people.selectors.actor_by_id"
# Webhooks into the own network are refused unless an installation allows them.
WEBHOOK_ALLOW_PRIVATE = env.bool("WEBHOOK_ALLOW_PRIVATE", default=False)
WEBHOOK_SECONDS = env.float("WEBHOOK_SECONDS", default=10.0)
WEBHOOK_MAX_FAILURES = env.int("WEBHOOK_MAX_FAILURES", default=20)
REDIS_URL = env.str("REDIS_URL", default="")
REDIS_PREFIX = env.str("REDIS_PREFIX", default="itsm_pm:")
CELERY = celery_transport(env, STATE_DIR)
EMBEDDED_BROKER = CELERY["broker_url"].startswith("filesystem:")
SWEEP_SECONDS = env.float("SWEEP_SECONDS", default=3.0 if EMBEDDED_BROKER else 10.0)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "itsm_pm.logs.formatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {"django.security.DisallowedHost": {"level": "ERROR"}},
}

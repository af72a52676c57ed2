"""Settings."""

SECRET_KEY = "placeholder"  # noqa: S105
INSTALLED_APPS: list[str] = []
USE_TZ = True
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}

"""Settings of the test suite: the product's own, with cheap password hashing and its own state folder."""

import os
import tempfile

os.environ.setdefault("ITSM_PM_STATE", tempfile.mkdtemp(prefix="itsm_pm_test_"))
os.environ.setdefault("DEBUG", "false")

from itsm_pm.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
LOGGING = {"version": 1, "disable_existing_loggers": False}

"""Settings of the test suite: the product's own, with cheap password hashing and its own state folder."""

import atexit
import os
import shutil
import tempfile
import uuid

# Each test process counts, rings and keeps state for itself: their databases give out the same ids.
os.environ["ITSM_PM_STATE"] = tempfile.mkdtemp(prefix="itsm_pm_test_")
os.environ["REDIS_PREFIX"] = f"test-{uuid.uuid4().hex}:"
os.environ.setdefault("DEBUG", "false")
atexit.register(shutil.rmtree, os.environ["ITSM_PM_STATE"], ignore_errors=True)

from itsm_pm.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
LOGGING = {"version": 1, "disable_existing_loggers": False}

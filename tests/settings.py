"""Settings of the test suite: the product's own, with cheap password hashing."""

from itsm_pm.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

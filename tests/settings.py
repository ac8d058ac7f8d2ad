"""The product's settings, quicker where nothing is tested by slowness."""

from dealwright.config.settings import *  # noqa: F403  settings are what this module is

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

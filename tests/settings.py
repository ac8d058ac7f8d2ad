"""The product's settings, quicker where nothing is tested by slowness."""

import atexit
import tempfile
from pathlib import Path

from dealwright.config.settings import *  # noqa: F403  settings are what this module is

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

_files = tempfile.TemporaryDirectory(prefix="dealwright-files-")
atexit.register(_files.cleanup)
FILES_FOLDER = Path(_files.name)

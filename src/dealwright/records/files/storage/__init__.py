"""Where blobs lie: a folder, or a bucket of a service that speaks S3. Chosen by the setting FILES_URL."""

from django.conf import settings

from dealwright.records.files.storage.folder import Folder
from dealwright.records.files.storage.protocol import Storage, StorageError

__all__ = ["Storage", "StorageError", "chosen"]


def chosen() -> Storage:
    """The storage of this installation."""
    if not settings.FILES_URL:
        return Folder(settings.FILES_FOLDER / "kept")
    from dealwright.records.files.storage.bucket import bucket  # noqa: PLC0415  its library only where it is used

    return bucket(settings.FILES_URL, **settings.FILES_S3)

"""A bucket of a service that speaks S3: Amazon's, MinIO, Ceph, Garage, and many more."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from dealwright.records.files.storage.protocol import CHUNK, StorageError, new_key

if TYPE_CHECKING:  # these exist for type checkers only
    from obstore import GetOptions, GetResult
    from obstore.store import S3Config

TIMEOUT = "60s"
TRIES = 3


class Bucket:
    """Blobs as objects. The service keeps an object whole or not at all."""

    def __init__(self, store: S3Store, name: str) -> None:
        self._store = store
        self._name = name

    def put(self, key: str, source: Path) -> None:
        with self._answering():
            obstore.put(self._store, key, source)

    def read(self, key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        if start == stop:
            return iter(())
        with self._answering():
            options: GetOptions = {
                "range": (start, stop) if stop is not None else {"offset": start}
            }
            found = obstore.get(self._store, key, options=options)
        return self._parts(found)

    def _parts(self, found: "GetResult") -> Iterator[bytes]:
        with self._answering():
            for part in found.stream(min_chunk_size=CHUNK):
                yield bytes(part)

    def delete(self, key: str) -> None:
        with self._answering():
            obstore.delete(self._store, key)

    def check(self) -> str:
        key = new_key()
        with self._answering():
            obstore.put(self._store, key, b"probe")
            obstore.get(self._store, key).bytes()
            obstore.delete(self._store, key)
        return f"bucket {self._name}"

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except (BaseError, OSError) as error:
            reason = str(error).partition("\n")[0]
            raise StorageError(f"bucket {self._name}: {reason}") from error


@cache
def bucket(url: str, *, endpoint: str, region: str, access_key: str, secret_key: str) -> Bucket:
    """The bucket of an address such as s3://name/folder, with its connections; one for the process."""
    place = urlsplit(url)
    given: S3Config = {"region": region, "virtual_hosted_style_request": not endpoint}
    if endpoint:
        given["endpoint"] = endpoint
    if access_key:
        given["access_key_id"] = access_key
        given["secret_access_key"] = secret_key
    store = S3Store(
        place.netloc,
        prefix=place.path.strip("/") or None,
        config=given,
        client_options={"allow_http": endpoint.startswith("http://"), "timeout": TIMEOUT},
        retry_config={"max_retries": TRIES},
    )
    return Bucket(store, place.netloc)

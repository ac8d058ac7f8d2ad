"""Files that come in a form: each is written to a file of ours while it comes, never held in memory."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from dealwright.records.files.receiving import Received, Receiver


class ReceivingHandler(FileUploadHandler):
    """Makes `request.FILES` a collection of what was received. Refuses a file that is too large as soon as it is."""

    _receiver: Receiver | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin the next file of the form."""
        super().new_file(*args, **kwargs)
        self._receiver = Receiver(self.file_name or "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  the framework gives it
        """Some more of it."""
        assert self._receiver is not None  # noqa: S101  a file has begun
        self._receiver.write(raw_data)

    def file_complete(self, file_size: int) -> Received:  # type: ignore[override]  # noqa: ARG002  any object will do
        """All of it. The request closes what it holds when it ends."""
        assert self._receiver is not None  # noqa: S101  likewise
        found, self._receiver = self._receiver.received(), None
        return found

    def upload_interrupted(self) -> None:
        """The sender went away."""
        if self._receiver is not None:
            self._receiver.give_up()

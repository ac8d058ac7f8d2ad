"""Verbs that serve every kind of record: recent views, answers given once."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError
from dealwright.records import registry
from dealwright.records.models import IdempotentAnswer, RecentView, Record

KEPT_FOR = timedelta(hours=24)


class KeptAnswer(NamedTuple):
    """The answer to a request, as it is kept for those who repeat it."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@action
def note_view(row: Record, *, by: Actor, at: datetime) -> None:
    """Remember that the actor opened a record."""
    if by.id is None:
        return
    entity = registry.of(row)
    RecentView.objects.bulk_create(
        [
            RecentView(
                user_id=by.id,
                entity=entity.key,
                record_id=row.pk,
                label=entity.title_of(row)[:300],
                at=at,
            )
        ],
        update_conflicts=True,
        unique_fields=["user", "record_id"],
        update_fields=["label", "at"],
    )


@action
def answer_once(
    run: Callable[[], KeptAnswer], *, key: str, fingerprint: str, by: Actor, at: datetime
) -> KeptAnswer:
    """Run a request unless its key was used before; then give the answer that was given.

    The key is claimed, the request run and its answer kept in one transaction: a second request with the key waits
    for the first, and a request that is refused leaves its key free. Refuses a key used for another request.
    """
    assert by.id is not None  # noqa: S101  only people and their programs send keys
    claim = IdempotentAnswer(user_id=by.id, key=key, fingerprint=fingerprint, at=at)
    IdempotentAnswer.objects.bulk_create([claim], ignore_conflicts=True)
    kept = IdempotentAnswer.objects.select_for_update().get(user_id=by.id, key=key)
    if kept.fingerprint != fingerprint:
        raise InvalidError({"Idempotency-Key": _("This key was used for another request.")})
    if kept.status is None:
        kept.status, kept.headers, kept.body = run()
        kept.save(update_fields=["status", "headers", "body"])
    return KeptAnswer(kept.status, kept.headers, bytes(kept.body))


@action
def forget_answers(*, by: Actor, at: datetime) -> int:
    """Drop the answers that nobody will ask for again; returns how many."""
    forgotten, _by_model = IdempotentAnswer.objects.filter(at__lt=at - KEPT_FOR).delete()
    return forgotten

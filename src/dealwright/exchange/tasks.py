"""Jobs that bring and take data."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as jobs

from dealwright.core import actor as actors
from dealwright.core import clock
from dealwright.exchange import actions, running
from dealwright.exchange.exporting import files
from dealwright.organisation import queries as organisation
from dealwright.records import actions as records
from dealwright.records.notifications.kinds import WORK

KEPT_FOR = timedelta(days=30)


@jobs.task(
    name="exchange.advance", queue="bulk", retry=RetryStrategy(max_attempts=5, exponential_wait=4)
)
def advance(imported: str) -> None:
    """Check a file, or import it batch by batch. A job whose worker was killed is put back and goes on here."""
    while running.advance(UUID(imported), at=clock.now()):
        pass


@jobs.periodic(cron="23 3 * * *")
@jobs.task(name="exchange.forget_imports", queueing_lock="exchange.forget_imports")
def forget_imports(timestamp: int) -> None:
    """Forget imports of long ago; what they had read goes as all content does that nothing refers to any more."""
    at = datetime.fromtimestamp(timestamp, tz=clock.now().tzinfo)
    actions.forget_imports(older_than=KEPT_FOR, by=actors.system(), at=at)


@jobs.task(name="exchange.make_sample")
def make_sample(user: str) -> None:
    """Make the sample company for the administrator who asked for it, and tell them."""
    from dealwright.exchange.sample import making  # noqa: PLC0415  in the worker only
    from dealwright.exchange.sample import scale as scales  # noqa: PLC0415  the same

    at = clock.now()
    by = actors.system()
    making.make(scales.of(1, now=at, currency=organisation.current().currency), by=by)
    text = _("The sample company is here. Take it away under Settings.")
    records.notify([UUID(user)], text=text, kind=WORK, url="/", icon="sparkles", by=by, at=at)


@jobs.task(
    name="exchange.write_export",
    queue="bulk",
    retry=RetryStrategy(max_attempts=3, exponential_wait=4),
)
def write_export(file: str) -> None:
    """Write a file that someone asked for. A job whose worker was killed is put back and begins anew."""
    files.make(UUID(file))


@jobs.periodic(cron="23 3 * * *")
@jobs.task(name="exchange.forget_exports", queueing_lock="exchange.forget_exports")
def forget_exports(timestamp: int) -> None:
    """Forget the files that nobody may fetch any more."""
    at = datetime.fromtimestamp(timestamp, tz=clock.now().tzinfo)
    actions.forget_files(by=actors.system(), at=at)

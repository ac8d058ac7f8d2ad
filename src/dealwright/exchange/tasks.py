"""Jobs that bring data."""

from uuid import UUID

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from dealwright.core import actor as actors
from dealwright.core import clock
from dealwright.exchange.sample import making
from dealwright.exchange.sample import scale as scales
from dealwright.organisation import queries as organisation
from dealwright.records import actions as records


@jobs.task(name="exchange.make_sample")
def make_sample(user: str) -> None:
    """Make the sample company for the administrator who asked for it, and tell them."""
    at = clock.now()
    by = actors.system()
    making.make(scales.of(1, now=at, currency=organisation.current().currency), by=by)
    text = _("The sample company is here. Take it away under Settings.")
    records.notify([UUID(user)], text=text, url="/", icon="sparkles", by=by, at=at)

"""Jobs: ask the outside tax service. The network is waited for outside of any transaction."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as jobs

from dealwright.catalog import actions, tax_service
from dealwright.catalog.models import TaxClass
from dealwright.catalog.pricing import Place
from dealwright.core import actor as actors
from dealwright.core import clock
from dealwright.core.clock import local_date
from dealwright.organisation import queries as organisation

AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2)


@jobs.task(name=actions.ASK, retry=AGAIN)
def ask_tax_rates(country: str, region: str) -> None:
    """Ask for today's rates of all classes at a place, and keep what is told."""
    service = tax_service.configured()
    classes = {row.name: row for row in TaxClass.objects.order_by("pk")}
    if service is None or not classes:
        return
    at, place = clock.now(), Place(country, region)
    told = service.rates([*classes], place, local_date(at, organisation.current().time_zone))
    actions.keep_tax_answers(
        {classes[name]: percent for name, percent in told.items()},
        place,
        by=actors.system(),
        at=at,
    )

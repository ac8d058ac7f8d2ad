"""Bringing the sample company and taking it away, with one click each; the work is a job, the bell tells when it is done."""

from contextlib import suppress

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from dealwright.core import clock
from dealwright.core.errors import refuse_unless, require
from dealwright.exchange.sample import removing
from dealwright.identity import access, requests


@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """Have the sample made in the background."""
    by = requests.actor(request)
    require(access.is_administrator(by))
    refuse_unless(not removing.is_there(), _("The sample is here already."))
    job = jobs.configure_task("exchange.make_sample", queueing_lock="exchange.make_sample")
    with suppress(AlreadyEnqueued), transaction.atomic():  # asked for twice, made once
        job.defer(user=str(by.id))
    messages.success(
        request, _("The sample company is on its way; the bell tells when it is here.")
    )
    return redirect("/")


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Take the sample away at once."""
    by = requests.actor(request)
    count = removing.remove(by=by, at=clock.now())
    messages.success(request, _("The sample is gone: %(count)s rows.") % {"count": f"{count:,}"})
    return redirect("administration:settings")

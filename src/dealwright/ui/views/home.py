"""The first page of the day. What stands on it comes from the contexts above, through its slots."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from dealwright.core import clock

NOON = 12
EVENING = 18


def home(request: HttpRequest) -> HttpResponse:
    """My day."""
    now = timezone.localtime(clock.now())
    name = str(request.user).partition(" ")[0]
    return render(request, "ui/home.html", {"greeting": greeting(now.hour, name), "now": now})


def greeting(hour: int, name: str) -> str:
    """Good morning until noon, good afternoon until six, good evening after."""
    if hour < NOON:
        return _("Good morning, %(name)s") % {"name": name}
    if hour < EVENING:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}

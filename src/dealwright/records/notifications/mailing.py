"""The mail of notices: one for all that is due, grouped by record, in the reader's language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dealwright.identity.queries import actor_for
from dealwright.organisation import queries as organisation
from dealwright.records import naming
from dealwright.records.notifications import queries
from dealwright.records.notifications.models import Notification
from dealwright.records.notifications.preferences import Wishes
from dealwright.records.notifications.queries import Shown


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """What happened to one record; without a title, what is about none."""

    title: str
    url: str
    lines: Sequence[Shown]


def send(rows: Sequence[Notification], wishes: Wishes) -> int:
    """Mail what of these a person may read now; how many that are. Raises what the mail server says."""
    actor = actor_for(wishes.user)
    with translation.override(wishes.language), timezone.override(wishes.zone):
        found = queries.readable(rows, actor)
        if not found:
            return 0
        refs = [(row.notice.entity, row.notice.record_id) for row in found if row.notice.record_id]
        names = naming.look_up(refs, actor=actor)
        groups = list(_groups(found, names))
        _mail(found, groups, wishes).send()
    return len(found)


def _groups(found: Sequence[Shown], names: naming.Names) -> Iterator[Group]:
    ordered = sorted(found, key=lambda row: (str(row.notice.record_id or ""), row.notice.at))
    for (entity, pk), lines in groupby(
        ordered, key=lambda row: (row.notice.entity, row.notice.record_id)
    ):
        named = names.get((entity, pk)) if pk else None
        yield Group(
            title=named.title if named else "",
            url=f"{settings.BASE_URL}{named.url}" if named and named.url else "",
            lines=list(lines),
        )


def _mail(
    found: Sequence[Shown], groups: Sequence[Group], wishes: Wishes
) -> EmailMultiAlternatives:
    ways = f"{settings.BASE_URL}{reverse('ui:notice_settings')}"
    context = {
        "base": settings.BASE_URL,
        "groups": groups,
        "person": wishes.user,
        "selling": organisation.current(),
        "all": f"{settings.BASE_URL}{reverse('ui:notices')}",
        "ways": ways,
    }
    mail = EmailMultiAlternatives(
        subject=_subject(found),
        body=render_to_string("records/mail/notices.txt", context),
        to=[wishes.user.email],
        headers={
            "Message-ID": _message_id(found),
            "List-Unsubscribe": f"<{ways}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("records/mail/notices.html", context), "text/html")
    return mail


def _subject(found: Sequence[Shown]) -> str:
    if len(found) == 1:
        return " ".join(found[0].notice.text.split())
    said = ngettext("%(count)d notification", "%(count)d notifications", len(found))
    return _("Dealwright: %(said)s") % {"said": said % {"count": len(found)}}


def _message_id(found: Sequence[Shown]) -> str:
    """The same for the same notices: should a mail go out twice, the reader's program shows it once."""
    name = uuid5(NAMESPACE_URL, " ".join(str(row.notice.pk) for row in found))
    return f"<{name}@{settings.BASE_URL.partition('://')[2].partition(':')[0]}>"

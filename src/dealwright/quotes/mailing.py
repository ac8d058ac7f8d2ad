"""The mail that brings a client the link to his quote, in the language of the quote."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from dealwright.organisation import queries as organisation
from dealwright.quotes import links
from dealwright.quotes.models import QuoteLink


def mail(link: QuoteLink, *, message: str) -> None:
    """Send it, with answers going to the quote's owner. Raises what the mail server says."""
    selling, quote = organisation.current(), link.quote
    context = {
        "selling": selling,
        "quote": quote,
        "message": message,
        "address": links.address_of(link),
    }
    with translation.override(quote.locale.lower()):
        subject = _("Quote %(number)s from %(company)s") % {
            "number": quote.number,
            "company": selling.name,
        }
        mail = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=render_to_string("quotes/mail/link.txt", context),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[link.sent_to],
            reply_to=[quote.owner.email or selling.email],
        )
        mail.attach_alternative(render_to_string("quotes/mail/link.html", context), "text/html")
    mail.send()

"""How django-allauth is bent to this house: nobody signs up by themselves, people are invited."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Login by email; sign-up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

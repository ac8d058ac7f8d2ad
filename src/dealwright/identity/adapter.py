"""How django-allauth is bent to this house: nobody signs up by themselves, people are invited."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from dealwright.core import clock
from dealwright.identity import actions, queries
from dealwright.identity.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Login by email; sign-up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        """The new password of someone who proved to be this person, by mail or by the old one."""
        actions.set_password(user, password=password, by=queries.actor_for(user), at=clock.now())

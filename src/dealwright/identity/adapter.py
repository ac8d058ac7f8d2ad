"""How django-allauth is bent to this house: nobody signs up by themselves, people are invited."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from dealwright.core import clock
from dealwright.identity import actions, queries
from dealwright.identity.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Login by email; sign-up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth passes it
        return False

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """The new password of someone who proved to be this person, by mail or by the old one."""
        assert isinstance(user, User)  # noqa: S101  the only kind of user here
        actions.set_password(user, password=password, by=queries.actor_for(user), at=clock.now())

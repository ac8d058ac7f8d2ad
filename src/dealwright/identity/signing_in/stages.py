"""The step between password and home page."""

from typing import Any

from allauth.mfa.stages import AuthenticateStage

from dealwright.identity.signing_in import queries


class SecondStep(AuthenticateStage):
    """Asks for the second factor, unless a provider that is trusted for it has asked already."""

    def handle(self) -> Any:
        came_by = (self.login.signal_kwargs or {}).get("sociallogin")
        if came_by and queries.is_second_factor(came_by.account.provider):
            return None, True
        return super().handle()

"""What the provider tells of a person."""

from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator


class Validator(OAuth2Validator):
    """Adds address, name and groups to the subject. Whoever is called "…-unverified" has an address of no proof."""

    oidc_claim_scope = None

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        user = request.user
        return {
            "email": user.email,
            "email_verified": not user.username.endswith("-unverified"),
            "name": user.first_name,
            "groups": [group.name for group in user.groups.order_by("name")],
        }

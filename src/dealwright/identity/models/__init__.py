"""Units, people, teams, roles, shares, tokens, absences."""

from dealwright.identity.models.absences import Absence
from dealwright.identity.models.people import Team, User, UserManager
from dealwright.identity.models.principals import Principal, PrincipalKind
from dealwright.identity.models.roles import FieldRight, Grant, Role
from dealwright.identity.models.settings import AccessSettings
from dealwright.identity.models.sharing import Share, ShareSource
from dealwright.identity.models.structure import BusinessUnit
from dealwright.identity.models.tokens import ApiToken
from dealwright.identity.signing_in.models import IdentityProvider

__all__ = [
    "Absence",
    "AccessSettings",
    "ApiToken",
    "BusinessUnit",
    "FieldRight",
    "Grant",
    "IdentityProvider",
    "Principal",
    "PrincipalKind",
    "Role",
    "Share",
    "ShareSource",
    "Team",
    "User",
    "UserManager",
]

"""Identity providers: set one up, change it, switch it off."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from dealwright.core.action import action
from dealwright.core.actor import Actor
from dealwright.core.errors import InvalidError, require
from dealwright.events import bus
from dealwright.identity.models import Role
from dealwright.identity.signing_in import lockout, policies
from dealwright.identity.signing_in.events import ProviderChanged, ProviderCreated
from dealwright.identity.signing_in.models import IdentityProvider, RoleMapping

type Pairs = Sequence[tuple[str, Role]]

SETTABLE = (
    "name",
    "server_url",
    "client_id",
    "groups_claim",
    "unit",
    "creates_people",
    "links_by_email",
    "is_second_factor",
    "is_active",
)
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
LONGEST_SECRET = 191
WELL_KNOWN = "/.well-known/openid-configuration"
NO_KEYS = {"new"}  # the settings have a page of this name beside the providers'


@action
def create_provider(
    values: Mapping[str, Any], *, secret: str, mappings: Pairs, by: Actor, at: datetime
) -> IdentityProvider:
    """Set up an identity provider. `mappings` pairs a value of the groups claim with the role that it means.

    Refuses all but administrators, a name in use, an issuer that is not reached by https.
    """
    require(policies.can_set_rules(by))
    provider = IdentityProvider(created_at=at)
    _apply(provider, values)
    provider.key = _free_key(provider.name)
    provider.secret = _checked_secret(secret)
    provider.save(force_insert=True)
    _map(provider, mappings)
    bus.record(ProviderCreated(name=provider.name), subject=provider, by=by, at=at)
    return provider


@action
def change_provider(
    provider: IdentityProvider,
    values: Mapping[str, Any],
    *,
    mappings: Pairs,
    by: Actor,
    at: datetime,
    secret: str = "",
) -> IdentityProvider:
    """Change an identity provider and replace its mappings. An empty `secret` keeps the one that is stored.

    Refuses as `create_provider` does, and to close the only way in that an administrator has.
    """
    require(policies.can_set_rules(by))
    provider = IdentityProvider.objects.select_for_update().get(pk=provider.pk)
    before = _shown(provider)
    _apply(provider, values)
    if secret:
        provider.secret = _checked_secret(secret)
    provider.save()
    _map(provider, mappings)
    after = _shown(provider)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    event = ProviderChanged(name=provider.name, secret_changed=bool(secret))
    bus.record(event, subject=provider, by=by, at=at, changes=changes)
    if before["is_active"] and not provider.is_active:
        lockout.refuse_unless_someone_administrates()
    return provider


def _apply(provider: IdentityProvider, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name not in SETTABLE:
            raise FieldDoesNotExist(name)
        setattr(provider, name, value)
    provider.server_url = _issuer(provider.server_url)
    if not provider.name.strip():
        raise InvalidError({"name": _("This is required.")})


def _issuer(text: str) -> str:
    """The issuer without the well-known part that some people paste with it.

    What it says decides who may come in, so it must come over a line that nobody else can write on.
    """
    address = text.strip().removesuffix(WELL_KNOWN).rstrip("/")
    parts = urlsplit(address)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not (is_safe and parts.hostname):
        raise InvalidError({"server_url": _("Give the issuer's address, starting with https://.")})
    return address


def _checked_secret(text: str) -> str:
    if len(text) > LONGEST_SECRET:
        raise InvalidError({"secret": _("No client secret is this long.")})
    return text.strip()


def _free_key(name: str) -> str:
    """A short name for addresses; it stands in what the provider is told, so it never changes."""
    wanted = slugify(name)[:30] or "provider"
    same = IdentityProvider.objects.filter(key__startswith=wanted)
    taken = NO_KEYS | set(same.values_list("key", flat=True))
    candidates = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    return next(key for key in candidates if key not in taken)


def _map(provider: IdentityProvider, mappings: Pairs) -> None:
    provider.mappings.all().delete()
    pairs = {(value.strip(), role.pk) for value, role in mappings if value.strip()}
    RoleMapping.objects.bulk_create(
        RoleMapping(provider=provider, value=value, role_id=role) for value, role in sorted(pairs)
    )


def _shown(provider: IdentityProvider) -> dict[str, Any]:
    """What an event keeps of a provider: all but the secret."""
    kept = {name: getattr(provider, name) for name in SETTABLE if name != "unit"}
    return kept | {"unit": provider.unit_id, "mappings": _lines(provider.mappings.all())}


def _lines(mappings: Iterable[RoleMapping]) -> list[str]:
    return sorted(f"{mapping.value} → {mapping.role.name}" for mapping in mappings)

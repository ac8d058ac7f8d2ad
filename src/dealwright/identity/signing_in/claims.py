"""What a provider says about a person, read from its answers and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_NAME = 120
LONGEST_SUBJECT = 191
MOST_GROUPS = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Claims:
    """`subject` identifies the person at the provider for ever; address and name may change."""

    subject: str
    email: str
    email_verified: bool
    name: str
    groups: tuple[str, ...]


class MismatchError(ValueError):
    """The identity token and the user info are about two people (OpenID Connect Core 5.3.2 forbids to go on)."""


def read(answer: Mapping[str, Any], *, groups_claim: str) -> Claims:
    """Claims from `{"id_token": {…}, "userinfo": {…}}`; what both say, the user info says last.

    KeyError without a subject, ValueError for one that cannot be kept, MismatchError for two.
    """
    token, info = answer.get("id_token") or {}, answer.get("userinfo") or {}
    if token and info and token.get("sub") != info.get("sub"):
        raise MismatchError("sub")
    said = {**token, **info}
    if len(str(said["sub"])) > LONGEST_SUBJECT:
        raise ValueError("sub is longer than can be kept")
    email = str(said.get("email") or "").strip()
    return Claims(
        subject=str(said["sub"]),
        email=email,
        email_verified=said.get("email_verified") in {True, "true"},
        name=(str(said.get("name") or "").strip() or email)[:LONGEST_NAME],
        groups=_groups(_found(said, groups_claim)),
    )


def _found(said: Mapping[str, Any], claim: str) -> Any:
    """The claim of this name, or a nested one: "realm_access.roles"."""
    if claim in said:
        return said[claim]
    found: Any = said
    for part in claim.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _groups(found: Any) -> tuple[str, ...]:
    if isinstance(found, str):
        return tuple(found.replace(",", " ").split())
    values = found if isinstance(found, list | tuple) else ()
    return tuple(str(value) for value in values if isinstance(value, str | int))[:MOST_GROUPS]

"""Rows that are people: users with their managers and business units."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError
from dealwright.exchange.mapping import People, Step
from dealwright.exchange.reading import Row
from dealwright.exchange.report import Report
from dealwright.identity import actions as identity
from dealwright.identity.models import BusinessUnit, User


def address(name: str, domain: str) -> str:
    """An address made from a name: Anna Snelling → anna.snelling@domain."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return f"{'.'.join(re.findall('[a-z0-9]+', plain))}@{domain}"


class PeopleTarget:
    """Takes people. Managers and units that a row names are added first, once."""

    def __init__(self, step: Step, rules: People, *, by: Actor, at: datetime) -> None:
        self.rules = rules
        self.by = by
        self.at = at
        root = BusinessUnit.objects.filter(parent__isnull=True).order_by("pk").first()
        assert root is not None, step.file  # noqa: S101  set-up made the root unit
        self.root = root
        self.units = {unit.name.casefold(): unit for unit in BusinessUnit.objects.all()}
        self.users = {user.email: user for user in User.objects.select_related("unit", "manager")}

    def take(self, rows: Sequence[Row], report: Report) -> None:
        """Take a batch of people, each in a transaction of its own."""
        for row in rows:
            try:
                self._take(row, report)
            except DomainError as error:
                report.refuse(row, error)

    def finish(self, report: Report) -> None:
        """Nothing waits: managers come with the first row that names them."""

    def _take(self, row: Row, report: Report) -> None:
        unit = self._unit(row.cells.get(self.rules.unit, ""))
        manager = self._manager(row.cells.get(self.rules.manager, ""), unit)
        name = row.cells.get(self.rules.name, "")
        found = self.users.get(address(name, self.rules.email_domain))
        if found is None:
            self._add(name, unit, manager, self.rules.role)
            report.created += 1
        elif (found.unit, found.manager) == (unit, manager):
            report.unchanged += 1
        else:
            identity.move_user(found, unit=unit, manager=manager, by=self.by, at=self.at)
            report.updated += 1

    def _unit(self, name: str) -> BusinessUnit:
        if not name:
            return self.root
        key = name.casefold()
        if key not in self.units:
            made = identity.create_unit(name=name, parent=self.root, by=self.by, at=self.at)
            self.units[key] = made
        return self.units[key]

    def _manager(self, name: str, unit: BusinessUnit) -> User | None:
        if not name:
            return None
        found = self.users.get(address(name, self.rules.email_domain))
        return found or self._add(name, unit, None, self.rules.manager_role)

    def _add(self, name: str, unit: BusinessUnit, manager: User | None, role: str) -> User:
        user = identity.create_user(
            email=address(name, self.rules.email_domain),
            name=name,
            unit=unit,
            manager=manager,
            role_keys=[role],
            by=self.by,
            at=self.at,
        )
        self.users[user.email] = user
        return user

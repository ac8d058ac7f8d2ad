"""Rows that are people: users with their managers and business units."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from dealwright.core.actor import Actor
from dealwright.core.errors import DomainError, RefusedError
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
        self.has_links = False  # managers come with the first row that names them
        self._look_up()

    def _look_up(self) -> None:
        self.units = {unit.name.casefold(): unit for unit in BusinessUnit.objects.all()}
        self.users = {user.email: user for user in User.objects.select_related("unit", "manager")}

    def take(self, rows: Sequence[Row], report: Report) -> None:
        """Take a batch of people; what a refused row had made goes with it."""
        for row in rows:
            try:
                with transaction.atomic():
                    self._take(row, report)
            except DomainError as error:
                report.refuse(row, error)
                self._look_up()

    def link(self, rows: Sequence[Row], report: Report) -> None:
        """Nothing waits."""

    def _take(self, row: Row, report: Report) -> None:
        if row.wrong:
            raise RefusedError(row.wrong)
        unit = self._unit(_cell(row, self.rules.unit))
        manager = self._manager(_cell(row, self.rules.manager), unit)
        name = _cell(row, self.rules.name)
        found = self.users.get(address(name, self.rules.email_domain))
        if found is None:
            self._add(name, unit, manager, self.rules.role)
            report.create(row, name)
        elif (found.unit, found.manager) == (unit, manager):
            report.leave(row, name)
        else:
            identity.move_user(found, unit=unit, manager=manager, by=self.by, at=self.at)
            report.update(row, name)

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


def _cell(row: Row, column: str) -> str:
    return row.cells.get(column, "").strip()

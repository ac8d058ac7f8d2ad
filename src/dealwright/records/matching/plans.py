"""What people and companies are compared by, for the kinds of record that are either."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from dealwright.core import registers
from dealwright.records.matching import likeness, normal
from dealwright.records.matching.blocking import block, each_word_of, word_of
from dealwright.records.matching.comparing import Block, Comparison, Plan, Values

NAMES = (1.0, 0.93, 0.86)
WORDS = (1.0, 0.9, 0.75)
ONCE = 1e-15  # a register gives a number once: what two companies share by chance is a mistake of somebody's


def _text(values: Values, columns: Sequence[str]) -> str:
    return " ".join(str(values.get(column) or "") for column in columns)


def _name(columns: Sequence[str], values: Values) -> str:
    return normal.plain(_text(values, columns))


def _company(columns: Sequence[str], values: Values) -> str:
    return normal.company(_text(values, columns))


def _email(columns: Sequence[str], values: Values) -> str:
    return normal.email(_text(values, columns))


def _phones(columns: Sequence[str], values: Values) -> str:
    found = (normal.phone(str(values.get(column) or "")) for column in columns)
    return " ".join(dict.fromkeys(filter(None, found)))


def _domain(columns: Sequence[str], values: Values) -> str:
    found = (normal.domain(str(values.get(column) or "")) for column in columns)
    return next(filter(None, found), "")


def name(*columns: str) -> Comparison:
    """The name of a person."""
    return Comparison(
        name="name",
        label=_("name"),
        of=partial(_name, columns),
        columns=columns,
        alike=likeness.words,
        levels=NAMES,
        is_telling=True,
    )


def company(*columns: str) -> Comparison:
    """The name of a company, whatever its legal form."""
    return Comparison(
        name="company",
        label=_("company name"),
        of=partial(_company, columns),
        columns=columns,
        alike=likeness.shared_words,
        levels=WORDS,
        is_telling=True,
    )


def email(*columns: str) -> Comparison:
    """The same or not: an address that is merely alike is made of the same name, which is compared already."""
    return Comparison(name="email", label=_("email"), of=partial(_email, columns), columns=columns)  # fmt: skip


def phones(*columns: str) -> Comparison:
    """Any of several numbers."""
    return Comparison(name="phone", label=_("phone"), of=partial(_phones, columns), columns=columns, alike=likeness.any_same)  # fmt: skip


def domain(*columns: str) -> Comparison:
    """The domain of the website, or else of the email address."""
    return Comparison(name="domain", label=_("domain"), of=partial(_domain, columns), columns=columns, is_telling=True)  # fmt: skip


def street(*columns: str) -> Comparison:
    return Comparison(name="street", label=_("street"), of=partial(_name, columns), columns=columns, alike=likeness.shared_words, levels=WORDS)  # fmt: skip


def place(*columns: str) -> Comparison:
    return Comparison(name="city", label=_("city"), of=partial(_name, columns), columns=columns, alike=likeness.letters, levels=(1.0, 0.9), is_telling=True)  # fmt: skip


def registration(number: str, vat: str, country: str) -> Comparison:
    """The number in the commercial register, which the register gives once: the same one in the same country, or where
    either country is unknown. The country is the one before the number, or before the VAT number, or of the address.
    """
    columns = (number, vat, country)
    return Comparison(name="registration", label=_("registration number"), of=partial(_registered, columns), columns=columns, alike=likeness.same_register, by_chance=ONCE)  # fmt: skip


def vat(column: str) -> Comparison:
    """The VAT or tax number; that companies of one group may share it shows in what is learned."""
    return Comparison(name="vat", label=_("VAT number"), of=partial(_vat, column), columns=(column,), is_telling=True)  # fmt: skip


def _registered(columns: Sequence[str], values: Values) -> str:
    """ "5567037485 se"; without the country where none is known."""
    number, vat, country = (str(values.get(column) or "") for column in columns)
    found = registers.telling(number)
    if not found:
        return ""
    where = registers.country(number) or registers.country(vat) or normal.country(country)
    return f"{found} {where}".strip()


def _vat(column: str, values: Values) -> str:
    return registers.telling(str(values.get(column) or ""))


def _number_alone(row: Mapping[str, str]) -> Sequence[str]:
    return [row["registration"].partition(" ")[0]]


REGISTRATION = Block(name="registration", of=_number_alone, uses=("registration",))


def _sounds(row: Mapping[str, str]) -> Sequence[str]:
    """The first letter of the first name with the sound of the last: "A|M600"."""
    words = row["name"].split()
    return [f"{words[0][:1]}|{normal.sound(words[-1])}"] if len(words) > 1 else words


SOUND = Block(name="sound", of=_sounds, uses=("name",))


def _sound_at_company(row: Mapping[str, str]) -> Sequence[str]:
    longest = max(row["company"].split(), key=len, default="")
    return [f"{key}|{longest}" for key in _sounds(row)] if longest else []


SOUND_AT_COMPANY = Block(name="sound at company", of=_sound_at_company, uses=("name", "company"))


def of_people(*comparisons: Comparison) -> Plan:
    """Of people: by email, by any phone, by name as it is written and as it sounds."""
    names = {each.name for each in comparisons}
    blocks: list[Any] = [block("email"), each_word_of("phone"), block("name"), SOUND]
    if "company" in names:
        blocks.append(SOUND_AT_COMPANY)
    return Plan(comparisons=comparisons, blocks=blocks)


def of_companies(*comparisons: Comparison) -> Plan:
    """Of companies: by numbers of registers, domain, phone, email, the beginning of the name and its longest word."""
    names = {each.name for each in comparisons}
    blocks = [
        block("email"),
        each_word_of("phone"),
        block("domain"),
        block(("company", 8)),
        word_of("company"),
    ]
    blocks += [each for each in (REGISTRATION, block("vat")) if set(each.uses) <= names]
    return Plan(comparisons=comparisons, blocks=blocks)

"""The rows of customers, leads and their activities, as COPY takes them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dealwright.exchange.sample import plans, words
from dealwright.exchange.sample.cast import Cast, Seller
from dealwright.exchange.sample.dice import Table, dice, ident, pick, working_hour
from dealwright.exchange.sample.plans import customer
from dealwright.exchange.sample.scale import Scale

type Row = dict[str, Any]
type About = tuple[str, UUID, str]  # kind, id and name of the record

LEAD_STATES = (("qualified", 34), ("disqualified", 30), ("contacted", 16), ("new", 20))
DISQUALIFIED = (
    ("no_need", 30),
    ("no_answer", 30),
    ("no_budget", 20),
    ("not_a_fit", 15),
    ("spam", 5),
)
FRESH = timedelta(days=30)


def owned(seller: Seller, created_at: datetime, *, modified_at: datetime | None = None) -> Row:
    """Owner, unit and stamps."""
    return {
        "owner_id": seller.id,
        "unit_id": seller.unit_id,
        "created_at": created_at,
        "created_by_id": seller.id,
        "modified_at": modified_at or created_at,
        "modified_by_id": seller.id,
    }


def number(kind: str, created_at: datetime, n: int) -> str:
    """A document's number. Numbers of the sample start at one in its first year and run on."""
    return f"{kind}-{created_at.year}-{n + 1:06d}"


def accounts(scale: Scale, cast: Cast, numbers: range) -> Iterator[Row]:
    """Account rows."""
    for n in numbers:
        one = customer(scale, n)
        domain = f"{one.name.split()[0].lower()}{n}.example".encode("ascii", "ignore").decode()
        yield owned(cast.sellers[one.seller], one.created_at) | {
            "id": ident(scale.seed, Table.ACCOUNT, n),
            "number": number("ACC", one.created_at, n),
            "name": one.name,
            **_registers(n, one.country),
            "website": f"https://www.{domain}",
            "industry": one.industry,
            "employees": one.employees,
            "phone": one.phone,
            "billing_city": one.city,
            "billing_country": one.country,
            "currency": scale.currency,
        }


def contacts(scale: Scale, cast: Cast, numbers: range) -> Iterator[Row]:
    """Contact rows; the n-th works for the account n modulo the number of accounts."""
    for n in numbers:
        roll = dice(scale.seed, Table.CONTACT, n)
        one = customer(scale, n % scale.accounts)
        first, last = roll.choice(words.FIRST), roll.choice(words.LAST)
        yield owned(cast.sellers[one.seller], one.created_at) | {
            "id": ident(scale.seed, Table.CONTACT, n),
            "first_name": first,
            "last_name": last,
            "account_id": ident(scale.seed, Table.ACCOUNT, one.number),
            "job_title": roll.choice(words.TITLES),
            "email": _address(first, last, n),
            "phone": f"{one.phone[:-3]}{n % 900 + 100}",
        }


def _address(first: str, last: str, n: int) -> str:
    plain = f"{first}.{last}".encode("ascii", "ignore").decode().lower()
    return f"{plain.replace(' ', '').replace(chr(39), '')}{n}@mail.example"


def _registers(n: int, country: str) -> Row:
    """Numbers as registers of the country write them; of nine accounts in ten."""
    if n % 10 == 9:  # noqa: PLR2004  not everyone tells
        return {"registration_number": "", "vat_number": ""}
    registration, vat = words.REGISTERS[country]
    digits = f"{10_000_000 + n * 7_919 % 89_999_999:08d}"
    return {
        "registration_number": registration.format(digits, head=digits[:6], tail=digits[4:]),
        "vat_number": vat.format(digits, head=digits[:6], tail=digits[4:]),
    }


def leads(scale: Scale, cast: Cast, numbers: range) -> Iterator[Row]:
    """Lead rows over two years; the old ones are settled, those of the last month mostly not."""
    for n in numbers:
        roll = dice(scale.seed, Table.LEAD, n)
        created = plans.begun(scale, roll, n, scale.leads)
        seller = cast.sellers[roll.randrange(scale.salespeople)]
        city, country, form, prefix = roll.choice(words.PLACES)
        first, last = roll.choice(words.FIRST), roll.choice(words.LAST)
        trade, industry = roll.choice(words.TRADES)
        yield owned(seller, created) | _lead_state(scale, roll, n, created) | {
            "id": ident(scale.seed, Table.LEAD, n),
            "first_name": first,
            "last_name": last,
            "company": f"{roll.choice(words.STEMS)} {trade} {form}",
            "job_title": roll.choice(words.TITLES),
            "email": _address(first, last, n + 1_000_000),
            "phone": f"{prefix}{roll.randrange(1_000_000, 9_999_999)}",
            "industry": industry,
            "employees": max(3, int(roll.lognormvariate(4.4, 1.2))),
            "city": city,
            "country": country,
            "source": pick(roll, plans.SOURCES),
            "need": roll.choice(words.NEEDS),
        }  # fmt: skip


def _lead_state(scale: Scale, roll: Any, n: int, created: datetime) -> Row:
    """How far the lead has come; a qualified one leads to the account and contact of its number."""
    if scale.now - created < FRESH and roll.random() < 0.8:  # noqa: PLR2004  four in five are still open
        state, contacted = roll.choice(("new", "new", "contacted")), _contacted(roll, created)
        return {"state": state, **(contacted if state == "contacted" else {})}
    state = pick(roll, LEAD_STATES)
    closed = created + timedelta(days=roll.uniform(1, 20))
    if state == "qualified" and closed <= scale.now:
        contact = n % scale.contacts
        return {
            "state": state,
            "contacted_at": created,
            "closed_at": closed,
            "contact_id": ident(scale.seed, Table.CONTACT, contact),
            "account_id": ident(scale.seed, Table.ACCOUNT, contact % scale.accounts),
        }
    if state == "disqualified" and closed <= scale.now:
        return {"state": state, "closed_at": closed, "disqualify_reason": pick(roll, DISQUALIFIED)}
    return {"state": "contacted", **_contacted(roll, created)}


def _contacted(roll: Any, created: datetime) -> Row:
    return {"contacted_at": created + timedelta(hours=roll.randrange(1, 48))}


def talk(
    scale: Scale,
    seller: Seller,
    about: About,
    *,
    n: int,
    part: int,
    moment: datetime,
) -> Row:
    """Something that was done about a record."""
    roll = dice(scale.seed, Table.ACTIVITY, n * 16 + part)
    kind = roll.choice(("call", "call", "meeting", "note"))
    when = min(working_hour(roll, moment), scale.now)
    return _about(seller, about) | owned(seller, when) | {
        "id": ident(scale.seed, Table.ACTIVITY, n, part),
        "kind": kind,
        "title": roll.choice(words.TALKS[kind]),
        "duration": roll.randrange(5, 60) if kind != "note" else None,
        "done_at": when,
        "due_at": when if kind != "note" else None,
    }  # fmt: skip


def plan(scale: Scale, seller: Seller, about: About, *, n: int, moment: datetime) -> Row:
    """Something that is to be done about a record; some of it late."""
    roll = dice(scale.seed, Table.ACTIVITY, n * 16 + 15)
    kind = roll.choice(("call", "meeting", "task", "task"))
    due = working_hour(roll, scale.now + timedelta(days=roll.gauss(4, 6)))
    return _about(seller, about) | owned(seller, min(moment, scale.now)) | {
        "id": ident(scale.seed, Table.ACTIVITY, n, 15),
        "kind": kind,
        "title": roll.choice(words.TALKS[kind]),
        "due_at": due,
    }  # fmt: skip


def _about(seller: Seller, about: About) -> Row:
    kind, pk, label = about
    return {
        "about_type": kind,
        "about_id": pk,
        "about_label": label,
        "about_owner_id": seller.id,
        "about_unit_id": seller.unit_id,
    }

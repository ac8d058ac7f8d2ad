"""`make bench`: seed if needed, serve with two workers, measure, print."""

from bench import site

site.settle()  # before anything of Django is imported

import os  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from datetime import UTC, datetime  # noqa: E402
from decimal import Decimal  # noqa: E402
from functools import partial  # noqa: E402
from typing import Any  # noqa: E402

from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from bench import matching, measure, operations, pricing, screens  # noqa: E402
from bench.slowest import Watch  # noqa: E402
from dealwright.cli.startup import ready  # noqa: E402

out = Console(highlight=False, width=140)
PASSWORD = "measure-twice-quote-once"
USERS = (
    # those who look at every list, by what they may see
    ("everyone's", "olga@corvane.example"),
    ("unit and below", "mara@corvane.example"),
    ("own unit", "tom@corvane.example"),
    ("own", "owner@bench.example"),
    ("what is shared", "sharer@bench.example"),
    ("nothing", "stranger@bench.example"),
)


def seed() -> None:
    """Set up and fill the installation once."""
    from dealwright.cli import sample
    from dealwright.cli.demo import _set_up
    from dealwright.cli.migrate import apply_migrations
    from dealwright.identity.models import User

    apply_migrations()
    if User.objects.exists():
        return
    started = time.perf_counter()
    _set_up()
    sample.fill(site.SCALE)
    _add_watchers()
    out.print(f"seeded at scale {site.SCALE} in {time.perf_counter() - started:.0f} s")


def _add_watchers() -> None:
    """Someone who sees only their own deals, and someone who sees nothing."""
    from dealwright.core import actor, clock
    from dealwright.core.action import writing
    from dealwright.identity import actions as identity
    from dealwright.identity.models import BusinessUnit, Grant, Role
    from dealwright.opportunities.models import Opportunity

    by, at = actor.system(), clock.now()
    root = BusinessUnit.objects.get(parent__isnull=True)
    with writing(by):
        role = Role.objects.create(key="bench-own", name="Own only")
        for kind in ("opportunities.opportunity", "customers.account", "leads.lead"):
            Grant.objects.create(role=role, entity=kind, privilege="read", depth=1)
        owner = identity.create_user(
            email=USERS[3][1], name="Own Only", unit=root, role_keys=["bench-own"], by=by, at=at
        )
        identity.create_user(
            email=USERS[5][1], name="Stranger", unit=root, role_keys=[], by=by, at=at
        )
        some = Opportunity.objects.order_by("pk").values("pk")[:500]
        Opportunity.objects.filter(pk__in=some).update(owner=owner.pk)


def fill_search() -> None:
    """What the worker does by the minute: words are learnt, and what an earlier version seeded can be found."""
    from dealwright.core import actor, clock
    from dealwright.records.searching import rebuilding

    started = time.perf_counter()
    rebuilding.work(by=actor.system(), at=clock.now(), until=lambda: False)
    out.print(f"search filled in {time.perf_counter() - started:.0f} s")


def add_sharer() -> None:
    """Someone who sees only what is shared with them: five hundred deals."""
    from dealwright.core import actor, clock
    from dealwright.core.action import writing
    from dealwright.identity import actions as identity
    from dealwright.identity.models import BusinessUnit, Share, User
    from dealwright.opportunities.models import Opportunity

    if User.objects.filter(email=USERS[4][1]).exists():
        return
    by, at = actor.system(), clock.now()
    root = BusinessUnit.objects.get(parent__isnull=True)
    with writing(by):
        sharer = identity.create_user(
            email=USERS[4][1], name="Shares", unit=root, role_keys=["bench-own"], by=by, at=at
        )
        some = Opportunity.objects.filter(state="open").order_by("-pk").values_list("pk", flat=True)
        Share.objects.bulk_create(
            Share(
                entity="opportunities.opportunity",
                record_id=pk,
                principal_id=sharer.pk,
                source="share",
                created_at=at,
            )
            for pk in some[:500]
        )


def token_of(email: str) -> str:
    from dealwright.core import actor, clock
    from dealwright.identity import actions as identity
    from dealwright.identity.models import User

    user = User.objects.get(email=email)
    _made, text = identity.create_token(
        user, name="bench", scopes=["read:*", "write:*"], by=actor.system(), at=clock.now(), days=1
    )
    return text


def facts() -> operations.Facts:
    """What the operations refer to."""
    from dealwright.catalog.models import PriceList, Product
    from dealwright.customers.models import Account
    from dealwright.identity.models import User
    from dealwright.opportunities.models import Opportunity
    from dealwright.strategy import queries as strategy

    process = strategy.default_process()
    tom = User.objects.get(email="tom@corvane.example")
    first, second, *_rest = [str(stage.pk) for stage in strategy.stages(process)]
    deals = Opportunity.objects.filter(state="open", owner=tom.pk, stage__in=[first, second])
    chosen = {str(deal.pk): str(deal.stage_id) for deal in deals.order_by("pk")[:200]}
    return operations.Facts(
        owner=str(tom.pk),
        deals=list(chosen),
        stages=chosen,
        two_stages=(first, second),
        products=[str(pk) for pk in Product.objects.order_by("pk").values_list("pk", flat=True)],
        price_list=str(PriceList.objects.get(is_default=True).pk),
        account=str(Account.objects.filter(owner=tom.pk).order_by("pk")[0].pk),
        process=str(process.pk),
    )


def statements(client: operations.Client, operation: operations.Operation, watch: Watch) -> int:
    """SQL statements of one run, counted in this process on the same database."""
    from django.test import Client as Browser

    headers = {"authorization": client.headers["Authorization"]}
    browser = Browser(SERVER_NAME="localhost", headers=headers)

    def get(path: str, **query: Any) -> object:
        return checked(browser.get(f"/api/v1{path}", query))

    def post(path: str, body: object) -> object:
        return checked(browser.post(f"/api/v1{path}", body, content_type="application/json"))

    def checked(answer: Any) -> object:
        if answer.status_code >= 400:  # noqa: PLR2004  the first status of a refusal
            raise RuntimeError(answer.content[:500])
        return answer.json()

    kept = client.get, client.post
    client.get, client.post = get, post  # type: ignore[method-assign]
    try:
        operation.run(999_983)
        with watch.over(operation.name) as found:
            operation.run(999_979)
    finally:
        client.get, client.post = kept  # type: ignore[method-assign]
    return len(found)


def import_leads() -> tuple[float, float]:
    """What `bench.importing` finds in a process of its own: rows per second, MB."""
    command = [sys.executable, "-m", "bench.importing", USERS[0][1]]
    rate, size = subprocess.check_output(command, text=True).split()
    return float(rate), float(size)


def pdf() -> measure.Timing:
    """The PDF of a quote of 100 lines."""
    from bench.paper import hundred_lines
    from dealwright.quotes.document import render

    document = hundred_lines(Decimal("1240.50"))
    return measure.times(lambda _n: render(document, at=datetime(2026, 9, 1, tzinfo=UTC)), runs=30)


def main() -> None:
    """Everything, once. Quote the median of three runs; the machines are noisy."""
    with ready():
        seed()
        fill_search()
        add_sharer()
        known = facts()
        tokens = {email: token_of(email) for _who, email in USERS}
        with site.served() as (address, server, cold):
            clients = {email: operations.Client(address, tokens[email]) for _who, email in USERS}
            everyone = clients[USERS[0][1]]
            watch = Watch()
            out.print(f"this machine: ten million additions take {measure.yardstick():.2f} s")
            out.print(all_operations(everyone, known, watch))
            out.print(all_screens(address, everyone, known))
            out.print(by_reach(address, clients))
            out.print(searches(clients))
            out.print(hints())
            first = operations.lists(everyone, known)[0]
            eight = measure.throughput(first.run, clients=8, seconds=5)
            rate, size = import_leads()
            out.print(f"list, 8 clients: {eight:.0f} requests/s")
            out.print(f"import of 10,000 leads: {rate:,.0f} rows/s, {size:.0f} MB")
            out.print(
                f"largest web process: {site.memory(server):.0f} MB; first answer after {cold:.1f} s"
            )
        print_slowest(watch)
    out.print(prices())
    out.print(duplicates())


def prices() -> Table:
    """How fast documents are priced, each line by a list, five quantity breaks and 45 further rules."""
    table = Table("pricing, 50 rules a line", "p50 ms", "p95 ms", "target")
    for lines, target in ((1_000, "100"), (200, "10")):
        timing = pricing.timing(lines, runs=20)
        table.add_row(f"{lines:,} lines", *_figures(timing), target)
    table.add_row(
        f"a batch of 10,000 lines: {pricing.per_second():,.0f} lines/s", "", "", "10,000/s"
    )
    return table


def duplicates() -> Table:
    """How well duplicates are found in public data whose truth is known. Fails only for what is wrong and called certain,
    and for groups that are taken for one.
    """
    table = Table(
        "duplicates in", "certain: precision", "recall", "all: precision", "recall", "F1", "s"
    )
    for data in matching.SETS:
        if not data.path.exists():
            out.print(f"{data.name}: left out, as {data.path} is not there")
            continue
        found, seconds = matching.measure(data)
        certain, every = found["certain"], found["review"]
        assert certain.precision >= matching.LEAST_PRECISION, f"{data.name}: {certain}"
        figures = (certain.precision, certain.recall, every.precision, every.recall, every.f1)
        table.add_row(data.name, *(f"{each:.3f}" for each in figures), f"{seconds:.1f}")
    seconds, pairs = matching.speed(50_000, processes=2)
    table.add_row(f"50,000 contacts ({pairs:,} pairs)", "", "", "", "", "", f"{seconds:.1f}")
    return table


def all_operations(client: operations.Client, known: operations.Facts, watch: Watch) -> Table:
    """Every operation of the first issue beside its target and the best open peer."""
    table = Table("operation", "p50 ms", "p95 ms", "target", "SQL", "best peer")
    for one in [*operations.lists(client, known), *operations.writes(client, known)]:
        timing = measure.times(one.run, runs=one.runs)
        target = f"{one.target[0]} / {one.target[1]}" if one.target else ""
        count = str(statements(client, one, watch))
        table.add_row(one.name, *_figures(timing), target, count, one.peer)
    table.add_row("PDF of a 100-line quote", *_figures(pdf()), "100 / 200", "", "")
    return table


def all_screens(address: str, program: operations.Client, known: operations.Facts) -> Table:
    """Pages and fragments as a browser asks for them."""
    table = Table("screen of one who sees everything", "p50 ms", "p95 ms", "aim p95")
    browser = screens.Browser(address, USERS[0][1])
    for each in screens.of_everyone(browser, program, known):
        table.add_row(each.name, *_figures(screens.timed(each)), str(each.aim))
    return table


def by_reach(address: str, clients: dict[str, operations.Client]) -> Table:
    """Lists of open deals as each of several people, who see all of it, some or nothing."""
    table = Table("list of 50 open deals, as one who sees", "p50 ms", "p95 ms", "page p50", "p95")
    for who, email in USERS:
        program = measure.times(_open_deals(clients[email]), runs=100)
        page = measure.times(screens.filtered(screens.Browser(address, email)), runs=100)
        table.add_row(who, *_figures(program), *_figures(page))
    return table


def searches(clients: dict[str, operations.Client]) -> Table:
    """The search over all kinds as each of them: parts of words, several words, a misspelt one, an address, digits, a number."""
    table = Table("search over all kinds, as one who sees", "p50 ms", "p95 ms", "aim 20 / 50 p95")
    for who, email in USERS:
        timing = measure.times(operations.search(clients[email]), runs=200)
        slowest = max(operations.QUESTIONS, key=lambda text: _slowest(clients[email], text))
        table.add_row(who, *_figures(timing), f"slowest: {slowest}")
    return table


def hints() -> Table:
    """What a form shows of those who may be known already, a name, an address and a telephone number being typed."""
    from dealwright.identity.models import User
    from dealwright.identity.queries import actor_for
    from dealwright.records import registry

    table = Table("hint while one types a new", "among", "p50 ms", "p95 ms", "aim 50 p95")
    olga = User.objects.get(email=USERS[0][1])
    for key in ("customers.contact", "customers.account", "leads.lead"):
        kind = registry.entity(key)
        assert kind.hints is not None
        ask = partial(_hint, kind.hints, lambda: actor_for(olga))
        count = f"{kind.model._default_manager.count():,}"
        table.add_row(str(kind.label), count, *_figures(measure.times(ask, runs=200)))
    return table


def _hint(ask: Callable[..., Any], actor: Callable[[], Any], n: int) -> object:
    """One of the questions: each of another person, whose name many have a part of."""
    first, last = operations.FIRST[n % len(operations.FIRST)], operations.surname(n)
    values = {"first_name": first, "last_name": last, "name": f"{last} Logistics"}
    values |= {"company": f"{last} Logistics", "phone": f"+4971155{n:05}"}
    return ask(values | {"email": f"{first}.{last}@mail.example".lower()}, actor())


def _slowest(client: operations.Client, text: str) -> float:
    return measure.times(lambda _n: client.get("/search", q=text), runs=10).p50


def print_slowest(watch: Watch) -> None:
    """The ten slowest statements with their plans."""
    for slow, plan in watch.plans():
        out.print(f"\n{slow.took:.1f} ms, {slow.operation}: {slow.sql[:160]}", markup=False)
        out.print("\n".join(plan), markup=False)


def _figures(timing: measure.Timing) -> tuple[str, str]:
    return f"{timing.p50:.1f}", f"{timing.p95:.1f}"


def _open_deals(client: operations.Client) -> Callable[[int], object]:
    return lambda _n: client.get("/opportunities", state="open", order="close_on", limit=50)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    main()

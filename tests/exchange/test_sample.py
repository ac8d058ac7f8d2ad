"""The sample company at scale one: whole, believable, repeatable, and gone without a trace."""

from collections import Counter
from datetime import datetime

import pytest
from django.apps import apps
from django.db.models import Count, F, Q, Sum

from dealwright.core.actor import Actor
from dealwright.core.errors import NotAllowedError, RefusedError
from dealwright.customers import actions as customers
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord
from dealwright.exchange.sample import making, plans, removing
from dealwright.exchange.sample import scale as scales
from dealwright.identity import actions as identity
from dealwright.identity.models import BusinessUnit, Share, Team, User
from dealwright.identity.queries import actor_for
from dealwright.leads.models import Lead
from dealwright.opportunities.models import DealSpan, Opportunity
from dealwright.orders.models import Order
from dealwright.quotes.models import Quote
from dealwright.records import actions as records


def test_plans_repeat_and_differ_by_seed(at: datetime) -> None:
    one, same, other = (scales.of(1, now=at, currency="EUR", seed=seed) for seed in (1, 1, 2))
    assert [plans.deal(one, n) for n in range(50)] == [plans.deal(same, n) for n in range(50)]
    assert plans.deal(one, 3) != plans.deal(other, 3)


def test_outcomes_can_be_learned_but_not_foretold(at: datetime) -> None:
    scale = scales.of(20, now=at, currency="EUR")
    closed = [plan for n in range(scale.deals) if (plan := plans.deal(scale, n)).won is not None]

    def won(those: list[plans.DealPlan]) -> float:
        return sum(bool(plan.won) for plan in those) / len(those)

    assert 0.3 < won(closed) < 0.6
    referred = [plan for plan in closed if plan.source == "referral"]
    called = [plan for plan in closed if plan.source == "cold_call"]
    assert won(referred) > won(called) + 0.15
    assert won([p for p in closed if p.supporters >= 2]) > won(
        [p for p in closed if not p.supporters]
    )
    assert 0.05 < won(called) < 0.95


@pytest.mark.django_db
def test_the_company_is_whole(house: User, system: Actor, at: datetime) -> None:
    scale = scales.of(1, now=at, currency="USD")
    making.make(scale, by=system)
    assert not Lead.objects.filter(state="new", contacted_at__isnull=False).exists()

    assert (Account.objects.count(), Contact.objects.count()) == (200, 400)
    assert (Lead.objects.count(), Opportunity.objects.count()) == (500, 1000)
    states = dict(Opportunity.objects.values_list("state").annotate(Count("pk")))
    assert set(states) == {"open", "won", "lost"}
    assert min(states.values()) > 50  # about eight in a hundred are still open

    ends = DealSpan.objects.filter(valid_to__isnull=True)
    assert ends.count() == 1000
    assert not ends.exclude(state=F("deal__state"), stage=F("deal__stage")).exists()
    assert not Opportunity.objects.filter(Q(created_at__gt=at) | Q(closed_at__gt=at)).exists()

    sent = Quote.objects.filter(state="active")
    assert sent.count() > 20
    assert not sent.filter(content_hash="").exists()
    assert sent.aggregate(Sum("total"))["total__sum"] > 0

    orders = Order.objects.count()
    assert orders == Quote.objects.filter(state="won").count() > 3

    history = apps.get_model("opportunities", "OpportunityHistory")
    assert history.objects.filter(pgh_label="insert").count() == 1000


@pytest.mark.django_db
def test_real_documents_go_on_after_it(house: User, system: Actor, at: datetime) -> None:
    making.make(scales.of(1, now=at, currency="USD"), by=system)
    account = customers.create_account({"name": "Real"}, by=actor_for(house), at=at)
    assert account.number == "ACC-2026-000201"


@pytest.mark.django_db
def test_it_goes_without_a_trace(house: User, system: Actor, at: datetime) -> None:
    before = {model: model._default_manager.count() for model in (User, BusinessUnit)}
    making.make(scales.of(1, now=at, currency="USD"), by=system)
    assert removing.is_there()
    removing.remove(by=actor_for(house), at=at)
    for model in (Account, Contact, Lead, Opportunity, DealSpan, Quote, Order):
        assert not model._default_manager.exists(), model
    assert not EventRecord.objects.exclude(actor_id=house.pk).filter(actor_kind="user").exists()
    assert {model: model._default_manager.count() for model in before} == before
    assert not removing.is_there()
    making.make(scales.of(1, now=at, currency="USD"), by=system)
    assert Opportunity.objects.count() == 1000


@pytest.mark.django_db
def test_it_goes_with_what_its_people_shared_and_its_teams_own(
    house: User, system: Actor, at: datetime
) -> None:
    making.make(scales.of(1, now=at, currency="USD"), by=system)
    ada, tom = actor_for(house), User.objects.get(email="tom@corvane.example")
    team = identity.create_team(name="Harbour", unit=tom.unit, members=[tom], by=ada, at=at)
    real, kept = (customers.create_account({"name": name}, by=ada, at=at) for name in ("A", "B"))
    colleague = identity.create_user(
        email="otto@example.com", name="Otto", unit=house.unit, role_keys=[], by=ada, at=at
    )
    theirs = Account.objects.filter(owner=tom.pk)[0]
    customers.create_account({"name": "Of the team", "owner": team.pk}, by=actor_for(tom), at=at)
    records.share(real, team, by=ada, at=at)
    records.share(real, tom, can_share=True, by=ada, at=at)
    records.share(real, colleague, by=actor_for(tom), at=at)
    records.share(theirs, colleague, by=ada, at=at)
    records.share(kept, colleague, by=ada, at=at)

    removing.remove(by=ada, at=at)

    assert set(Account.objects.all()) == {real, kept}
    assert Share.objects.get().record_id == kept.pk
    assert not Team.objects.exists()
    assert not removing.is_there()


@pytest.mark.django_db
def test_it_stays_while_real_records_refer_to_it(house: User, system: Actor, at: datetime) -> None:
    making.make(scales.of(1, now=at, currency="USD"), by=system)
    ada = actor_for(house)
    account = Account.objects.order_by("number").first()
    assert account is not None
    customers.create_contact({"last_name": "Real", "account": account.pk}, by=ada, at=at)
    with pytest.raises(RefusedError):
        removing.remove(by=ada, at=at)
    assert Account.objects.count() == 200


@pytest.mark.django_db
def test_only_administrators_take_it_away(house: User, system: Actor, at: datetime) -> None:
    making.make(scales.of(1, now=at, currency="USD"), by=system)
    tom = actor_for(User.objects.get(email="tom@corvane.example"))
    with pytest.raises(NotAllowedError):
        removing.remove(by=tom, at=at)
    assert Account.objects.count() == 200


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_several_processes_make_the_same_company_as_one(
    house: User, system: Actor, at: datetime
) -> None:
    counts: Counter[str] = Counter()

    def note(what: str, count: int) -> None:
        counts[what] += count

    making.make(scales.of(6, now=at, currency="USD"), by=system, progress=note, workers=2)
    assert Opportunity.objects.count() == counts["opportunities"] == 6000
    assert Quote.objects.count() == counts["quotes"] > 0
    last = plans.deal(scales.of(6, now=at, currency="USD"), 5999)
    made = Opportunity.objects.get(number__endswith="-006000")
    assert (made.name, made.estimated_revenue) == (last.name, last.amount)

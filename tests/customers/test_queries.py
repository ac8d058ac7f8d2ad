"""Who is known already is found among what one may read, the surest first."""

import pytest

from dealwright.core.actor import Actor
from dealwright.customers import queries
from dealwright.customers.matching import Probe, Reason
from dealwright.customers.queries import ACCOUNTS, CONTACTS
from tests.factories.customers import account_of, contact_of

pytestmark = pytest.mark.django_db


def probe(**known: str) -> Probe:
    return Probe.of(country="DE", **known)


def test_an_account_is_found_by_a_name_much_like_it(alice: Actor) -> None:
    nordhaven = account_of(alice, "Nordhaven Cold Chain AB")
    account_of(alice, "Halcyon Packaging Ltd")

    (found,) = queries.matches(ACCOUNTS, probe(name="Nordhaven Coldchain"), actor=alice)

    assert (found.row, found.reasons) == (nordhaven, (Reason.NAME,))
    assert 0.6 <= found.likeness < 1


def test_same_email_comes_before_same_phone_before_similar_name(alice: Actor) -> None:
    named = contact_of(alice, "Annika Sjöberg")
    called = contact_of(alice, "Per Åkerström", mobile="+46701234567")
    mailed = contact_of(alice, "Maria Dahl", email="Annika@nordhaven.example")
    contact_of(alice, "Jan Novák")

    sought = probe(name="Annika Sjöberg", email="annika@NORDHAVEN.example", phone="+46 70 1234567")
    found = queries.matches(CONTACTS, sought, actor=alice)

    assert [str(match.row) for match in found] == [str(row) for row in (mailed, called, named)]
    assert [(match.row, match.reasons) for match in found] == [
        (mailed, (Reason.EMAIL,)),
        (called, (Reason.PHONE,)),
        (named, (Reason.NAME,)),
    ]


def test_several_reasons_are_all_named(alice: Actor) -> None:
    account_of(alice, "Nordhaven", email="info@nordhaven.example", phone="+46701234567")

    sought = probe(name="Nordhaven", email="info@nordhaven.example", phone="+46701234567")
    (found,) = queries.matches(ACCOUNTS, sought, actor=alice)

    assert found.reasons == (Reason.EMAIL, Reason.PHONE, Reason.NAME)


def test_a_sure_match_is_never_pushed_out_by_similar_names(alice: Actor) -> None:
    mailed = account_of(alice, "Quite another", email="info@nordhaven.example")
    for number in range(6):
        account_of(alice, f"Nordhaven {number}")

    sought = probe(name="Nordhaven 1", email="info@nordhaven.example")
    found = queries.matches(ACCOUNTS, sought, actor=alice, at_most=3)

    assert found[0].row == mailed
    assert len(found) == 3


def test_what_one_may_not_read_is_never_offered(alice: Actor, bob: Actor, charlie: Actor) -> None:
    account_of(alice, "Nordhaven", email="info@nordhaven.example")
    sought = probe(name="Nordhaven", email="info@nordhaven.example")

    assert len(queries.matches(ACCOUNTS, sought, actor=bob)) == 1
    assert queries.matches(ACCOUNTS, sought, actor=charlie) == []


@pytest.mark.parametrize("typed", [{}, {"email": "annika@"}, {"phone": "call"}, {"name": "  "}])
def test_what_is_not_finished_finds_nothing_and_refuses_nothing(
    typed: dict[str, str], alice: Actor, django_assert_num_queries
) -> None:
    account_of(alice)
    with django_assert_num_queries(0):
        assert queries.matches(ACCOUNTS, probe(**typed), actor=alice) == []


def test_hints_cost_one_statement_however_many_match(
    alice: Actor, django_assert_num_queries
) -> None:
    sought = probe(name="Nordhaven", email="info@nordhaven.example")
    for more in (1, 2):
        for _each in range(more):
            account_of(alice, "Nordhaven")
        with django_assert_num_queries(1):
            queries.matches(ACCOUNTS, sought, actor=alice)


def test_hints_for_a_form_say_why(alice: Actor) -> None:
    contact = contact_of(alice, "Annika Sjöberg", phone="+46701234567")

    (hint,) = queries.contact_hints({"last_name": "X", "phone": "+46 70 1234567"}, alice)

    assert (hint.row, [str(reason) for reason in hint.reasons]) == (contact, ["same phone"])


def test_kin_counts_what_one_may_read(alice: Actor, bob: Actor, charlie: Actor) -> None:
    group = account_of(alice, "Group")
    account_of(alice, "Part", parent=group)
    contact_of(alice, account=group)

    assert queries.kin(group, actor=bob) == queries.Kin(contacts=1, subsidiaries=1)
    assert queries.kin(group, actor=charlie) == queries.Kin(contacts=0, subsidiaries=0)

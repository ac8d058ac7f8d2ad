"""Merging through the API: the verb, and what is answered of a record that was merged."""

from typing import Any

from dealwright.core.actor import Actor
from dealwright.customers.models import Account, Contact
from dealwright.events.models import EventRecord
from dealwright.identity import actions as identity
from dealwright.identity.models import Role
from dealwright.identity.privileges import FieldLevel
from dealwright.records import actions as records
from tests.factories.customers import account_of, contact_of
from tests.people import AT
from tests.rest.conftest import Api


def two(alice: Actor) -> tuple[Account, Account]:
    return account_of(alice, name="Nordhaven"), account_of(alice, name="Nordhaven AB")


def test_others_are_merged_into_a_record(db: Any, as_alice: Api, alice: Actor) -> None:
    winner, loser = two(alice)
    contact_of(alice, account=loser.pk)
    answer = as_alice.post(f"accounts/{winner.pk}/merge", {"losers": [str(loser.pk)]})
    assert (answer.status_code, answer.json()["id"]) == (200, str(winner.pk))
    assert Contact.objects.get().account_id == winner.pk


def test_a_merged_record_answers_gone_with_where_it_went(
    db: Any, as_alice: Api, alice: Actor
) -> None:
    winner, loser = two(alice)
    as_alice.post(f"accounts/{winner.pk}/merge", {"losers": [str(loser.pk)]})
    for answer in (
        as_alice.get(f"accounts/{loser.pk}"),
        as_alice.patch(f"accounts/{loser.pk}", {"name": "x"}, If_Match='"1"'),
    ):
        assert (answer.status_code, answer.json()["code"]) == (410, "merged")
        assert answer.json()["merged_into"] == str(winner.pk)
        assert answer["Location"] == f"/api/v1/accounts/{winner.pk}"


def test_a_stranger_learns_nothing_of_it(
    db: Any, as_alice: Api, as_charlie: Api, alice: Actor
) -> None:
    winner, loser = two(alice)
    refused = as_charlie.post(f"accounts/{winner.pk}/merge", {"losers": [str(loser.pk)]})
    assert refused.status_code == 404
    as_alice.post(f"accounts/{winner.pk}/merge", {"losers": [str(loser.pk)]})
    assert as_charlie.get(f"accounts/{loser.pk}").status_code == 404


def test_what_is_no_id_is_refused(db: Any, as_alice: Api, alice: Actor) -> None:
    winner, _loser = two(alice)
    for losers in (["x"], [], [str(winner.pk)]):
        answer = as_alice.post(f"accounts/{winner.pk}/merge", {"losers": losers})
        assert answer.status_code == 422, losers
    assert Account.objects.count() == 2


def test_values_are_picked_field_by_field(db: Any, as_alice: Api, alice: Actor) -> None:
    winner, loser = two(alice)
    body = {"losers": [str(loser.pk)], "picks": {"name": str(loser.pk)}}
    answer = as_alice.post(f"accounts/{winner.pk}/merge", body)
    assert (answer.status_code, answer.json()["name"]) == (200, "Nordhaven AB")


def test_a_pick_of_a_strange_field_or_record_is_refused_and_nothing_is_merged(
    db: Any, as_alice: Api, alice: Actor
) -> None:
    winner, loser = two(alice)
    other = account_of(alice, name="Halcyon")
    before = EventRecord.objects.count()
    for field, pk in (("name", other.pk), ("number", loser.pk), ("nothing", loser.pk)):
        body = {"losers": [str(loser.pk)], "picks": {field: str(pk)}}
        for path in ("merge", "merge/preview"):
            answer = as_alice.post(f"accounts/{winner.pk}/{path}", body)
            wrong = [error["field"] for error in answer.json()["errors"]]
            assert (answer.status_code, wrong) == (422, [field])
    assert (
        as_alice.post(
            f"accounts/{winner.pk}/merge", {"losers": [str(loser.pk)], "picks": {"name": "x"}}
        ).status_code
        == 422
    )
    assert (Account.objects.count(), EventRecord.objects.count()) == (3, before)


def test_the_preview_says_what_the_merge_then_does(db: Any, as_alice: Api, alice: Actor) -> None:
    winner = account_of(alice, name="Nordhaven", phone="")
    loser = account_of(
        alice, name="Nordhaven AB", phone="+46315550142", website="https://n.example"
    )
    contact_of(alice, account=loser.pk)
    body = {"losers": [str(loser.pk)], "picks": {"name": str(loser.pk)}}
    events = EventRecord.objects.count()
    preview = as_alice.post(f"accounts/{winner.pk}/merge/preview", body).json()
    assert (Account.objects.count(), EventRecord.objects.count()) == (2, events)
    assert preview["may_merge"] is True
    assert preview["moves"] == [{"label": "contacts", "count": 1}]
    assert preview["fields"]["name"] == {
        "from": str(loser.pk),
        "values": {str(winner.pk): "Nordhaven", str(loser.pk): "Nordhaven AB"},
    }
    merged = as_alice.post(f"accounts/{winner.pk}/merge", body).json()
    for name, field in preview["fields"].items():
        assert merged[name] == field["values"][field["from"]], name


def test_a_preview_is_for_whoever_sees_all_of_them_and_says_who_may_not_merge(
    db: Any, as_alice: Api, as_bob: Api, as_charlie: Api, alice: Actor, people: Any
) -> None:
    winner, loser = two(alice)
    body = {"losers": [str(loser.pk)]}
    assert as_bob.post(f"accounts/{winner.pk}/merge/preview", body).json()["may_merge"] is True
    assert as_charlie.post(f"accounts/{winner.pk}/merge/preview", body).status_code == 404
    records.share(winner, people.charlie.pk, by=alice, at=AT)
    assert as_charlie.post(f"accounts/{winner.pk}/merge/preview", body).status_code == 404
    records.share(loser, people.charlie.pk, by=alice, at=AT)
    read = as_charlie.post(f"accounts/{winner.pk}/merge/preview", body)
    assert (read.status_code, read.json()["may_merge"]) == (200, False)


def test_a_hidden_field_is_absent_from_a_preview(
    db: Any, as_alice: Api, alice: Actor, system: Actor
) -> None:
    winner, loser = two(alice)
    role = Role.objects.get(key="salesperson")
    identity.set_field_rights(
        role, "customers.account", {"phone": FieldLevel.HIDDEN}, by=system, at=AT
    )
    body = {"losers": [str(loser.pk)]}
    preview = as_alice.post(f"accounts/{winner.pk}/merge/preview", body).json()
    assert "name" in preview["fields"]
    assert "phone" not in preview["fields"]

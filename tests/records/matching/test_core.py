"""The pure core: normal forms, levels, weights, groups. It needs neither Django nor a database."""

import subprocess
import sys

import pytest
from bench import matching as sets
from hypothesis import given
from hypothesis import strategies as st

from dealwright.records.matching import blocking, clusters, engine, likeness, normal, weighing
from dealwright.records.matching.blocking import block, each_word_of
from dealwright.records.matching.comparing import UNKNOWN, Comparison, Plan
from dealwright.records.matching.engine import Verdict

TEXTS = st.text(max_size=40)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Åsa O'Neil-Weiß", "asa o neil weiss"),
        ("ŁUKASZ  Yıldız", "lukasz yıldız"),
        ("", ""),
        ("...", ""),
    ],
)
def test_a_normal_text_has_no_accents_case_or_punctuation(text: str, expected: str) -> None:
    assert normal.plain(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nordhaven Cold Chain AB", "nordhaven cold chain"),
        ("Kessler GmbH & Co. KG", "kessler"),
        ("Talavera Foods, S.L.", "talavera foods"),
        ("The Company Ltd", "the company ltd"),
    ],
)
def test_a_company_is_compared_without_its_legal_form(text: str, expected: str) -> None:
    assert normal.company(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://www.Nordhaven.example/about", "nordhaven.example"),
        ("annika@nordhaven.example", "nordhaven.example"),
        ("annika@gmail.com", ""),
        ("nothing", ""),
    ],
)
def test_a_domain_is_that_of_a_company(text: str, expected: str) -> None:
    assert normal.domain(text) == expected


@pytest.mark.parametrize("text", ["+49 40 123 456 78", "040 12345678", "0049 40 12345678;ext=12"])
def test_a_phone_is_the_same_with_and_without_its_country(text: str) -> None:
    assert normal.phone(text) == "012345678"


def test_a_short_number_is_nobodys_alone() -> None:
    assert normal.phone("110") == ""


def test_names_that_sound_alike_share_a_key() -> None:
    assert normal.sound("meyer") == normal.sound("maier") == "m600"
    assert normal.sound("") == normal.sound("123") == ""


@given(TEXTS, TEXTS)
@pytest.mark.parametrize(
    "alike", [likeness.same, likeness.letters, likeness.words, likeness.shared_words, likeness.keys]
)
def test_likeness_runs_from_0_to_1_and_is_1_for_the_same(alike, one: str, other: str) -> None:
    one, other = normal.plain(one), normal.plain(other)
    assert 0 <= alike(one, other) <= 1
    assert alike(one, one) == 1 or not one
    assert alike(one, other) == pytest.approx(alike(other, one))


PLAN = Plan(
    comparisons=(
        Comparison(
            name="name",
            of=lambda row: normal.plain(row["name"]),
            columns=("name",),
            alike=likeness.letters,
            levels=(1.0, 0.9),
            is_telling=True,
        ),
        Comparison(name="email", of=lambda row: row["email"], columns=("email",)),
    ),
    blocks=(block(("name", 3)), block("email")),
)


@given(st.lists(st.tuples(TEXTS, st.sampled_from(["", "a@b.example", "c@d.example"])), max_size=30))
def test_weights_are_finite_and_the_same_every_time(rows: list[tuple[str, str]]) -> None:
    values = [{"name": name, "email": email} for name, email in rows]
    if len(values) < 2:
        return
    first, second = engine.match(PLAN, values), engine.match(PLAN, values)
    assert first == second
    assert all(0 <= each.probability <= 1 for each in first)


def test_what_is_unknown_weighs_nothing() -> None:
    assert PLAN.compare(("anna", ""), ("anna", "a@b.example")) == (0, UNKNOWN)
    weights = weighing.believed(PLAN)
    assert weights.of((UNKNOWN, UNKNOWN), ("", "")) == 0
    assert weights.of((0, UNKNOWN), ("", "")) > 0 > weights.of((2, UNKNOWN), ("", ""))


def test_a_rare_value_that_is_shared_says_more_than_a_common_one() -> None:
    rows = [("smith", "")] * 40 + [("okonkwo", "")] * 2 + [(f"x{n}", "") for n in range(60)]
    weights = weighing.learn(PLAN, rows, blocks=blocking.by_block(PLAN, rows))
    assert weights.of((0, UNKNOWN), ("okonkwo", "")) > weights.of((0, UNKNOWN), ("smith", ""))


def test_a_key_that_too_many_share_makes_no_pairs() -> None:
    rows = [("smith", f"{n}@b.example") for n in range(blocking.MOST + 1)]
    assert not any(blocking.by_block(PLAN, rows).values())


def test_a_record_has_a_key_for_each_of_its_numbers() -> None:
    assert each_word_of("phone").of({"phone": "111 222"}) == ["111", "222"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))))
def test_groups_hold_every_member_once_and_both_of_every_pair(pairs: list[tuple[int, int]]) -> None:
    groups = clusters.connected(pairs)
    members = [member for group in groups for member in group]
    assert sorted(members) == sorted({member for pair in pairs for member in pair})
    assert all(any({*pair} <= {*group} for group in groups) for pair in pairs)


# The first two have an email in common, the last two a phone number.
CHAIN = [
    {
        "first_name": first,
        "last_name": last,
        "email": email,
        "phone": phone,
        "mobile": "",
        "account": "",
    }
    for first, last, email, phone in (
        ("Annika", "Lindqvist", "annika@alfa.example", "+46315550142"),
        ("Annika", "Lindqvist", "annika@alfa.example", "+46709998877"),
        ("Anneke", "Lundkvist", "", "+46709998877"),
    )
]


def test_one_that_is_like_two_makes_no_pair_of_these() -> None:
    found = engine.match(sets.CONTACTS, [*CHAIN, *sets.contacts(400)])
    assert {each.pair for each in found if max(each.pair) < len(CHAIN)} == {(0, 1), (1, 2)}


def test_the_core_is_importable_alone() -> None:
    """Without Django: whoever has rows of any kind can match them."""
    names = ("normal", "likeness", "comparing", "blocking", "weighing", "clusters", "engine")
    imports = "; ".join(f"import dealwright.records.matching.{name}" for name in names)
    check = "import sys; assert not [name for name in sys.modules if name.startswith('django')]"
    done = subprocess.run(
        [sys.executable, "-c", f"{imports}; {check}"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "least"), [("febrl 1", 0.99), ("fake_1000", 0.88), ("restaurants", 0.75)]
)
def test_public_data_whose_truth_is_known_is_matched(name: str, least: float) -> None:
    data = next(data for data in sets.SETS if data.name == name)
    if not data.path.exists():
        pytest.skip(f"{data.path} is not there")
    found, _seconds = sets.measure(data)
    assert found[Verdict.CERTAIN].precision >= sets.LEAST_PRECISION
    assert found[Verdict.REVIEW].f1 >= least

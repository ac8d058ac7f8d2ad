"""How alike two normal texts are, from 0 to 1; 1 means the same."""

from collections.abc import Callable

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

type Likeness = Callable[[str, str], float]


def same(one: str, other: str) -> float:
    return float(one == other)


def letters(one: str, other: str) -> float:
    """Of names: their letters, those at the beginning most (Jaro and Winkler)."""
    return JaroWinkler.similarity(one, other)


def words(one: str, other: str) -> float:
    """Of names of several words: in whatever order they stand."""
    in_order = JaroWinkler.similarity(one, other)
    return max(in_order, fuzz.token_sort_ratio(one, other) / 100)


def shared_words(one: str, other: str) -> float:
    """Of addresses and company names: words in any order, some of them missing in one."""
    return (fuzz.token_sort_ratio(one, other) + fuzz.token_set_ratio(one, other)) / 200


def keys(one: str, other: str) -> float:
    """Of codes and dates: the share of characters that need no correction, two swapped ones being one."""
    return OSA.normalized_similarity(one, other)


def same_register(one: str, other: str) -> float:
    """Of numbers, each with its country behind it where that is known: the same one, and in no two countries."""
    (number, _, country), (found, _, where) = one.partition(" "), other.partition(" ")
    return float(number == found and (country == where or not country or not where))


def any_same(one: str, other: str) -> float:
    """Of several numbers each: whether one of them is the same."""
    return float(not set(one.split()).isdisjoint(other.split()))

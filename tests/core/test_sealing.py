import pytest

from dealwright.core import sealing


def test_what_is_sealed_opens_for_the_same_purpose_only() -> None:
    sealed = sealing.seal("quiet", purpose="one")
    assert "quiet" not in sealed
    assert sealing.unseal(sealed, purpose="one") == "quiet"
    with pytest.raises(sealing.BrokenSealError):
        sealing.unseal(sealed, purpose="two")


def test_nothing_stays_nothing() -> None:
    assert sealing.unseal(sealing.seal("", purpose="one"), purpose="one") == ""


def test_a_former_key_still_opens(settings) -> None:
    sealed = sealing.seal("quiet", purpose="one")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert sealing.unseal(sealed, purpose="one") == "quiet"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(sealing.BrokenSealError, match="SECRET_KEY_FALLBACKS"):
        sealing.unseal(sealed, purpose="one")

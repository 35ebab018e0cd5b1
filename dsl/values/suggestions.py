"""The spellings that a misspelt value may have been meant for."""

from collections.abc import Callable, Mapping

from dsl.values import country, language, us_state
from dsl.values.base import ValueType


def spellings(of: ValueType) -> Mapping[str, str]:
    """What a person may have meant to write, each with the text to suggest in its place.

    For ``Germny`` to suggest ``DE``: codes and English names of countries, states and languages,
    the options of ``one of``. Empty for types without such a list.
    """
    names = _NAMES.get(of.name)
    if names is not None:
        found = names()
        return {code: code for code in found} | {name: code for code, name in found.items()}
    return {str(value): str(value) for value in of.universe or () if isinstance(value, str)}


_NAMES: dict[str, Callable[[], Mapping[str, str]]] = {
    "country": country.english_names,
    "us_state": lambda: us_state.NAMES,
    "language": language.english_names,
}

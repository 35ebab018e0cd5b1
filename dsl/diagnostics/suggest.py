"""Did you mean …? The nearest of the names that would have been right."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, choices: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The choice nearest to ``word`` in spelling, case aside, or ``None`` when none is near.

    Ratcliff-Obershelp similarity (``difflib``); ties go to the first choice given.
    """
    by_case: dict[str, str] = {}
    for choice in choices:
        by_case.setdefault(choice.casefold(), choice)
    near = get_close_matches(word.casefold(), by_case, n=1, cutoff=cutoff)
    return by_case[near[0]] if near else None

"""Did you mean …? The one name that would have been right, when there is no doubt which."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST = 80
_MOST_WORDS_MORE = 3
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")


def did_you_mean(word: str, choices: Iterable[str]) -> str | None:
    """The choice that ``word`` is a slip of, or ``None`` when none is near or several are alike.

    Near is what one slip in three letters explains (a letter too many, too few, wrong, or two in
    the wrong order), case, spaces, hyphens and underscores aside. When nothing is, a choice that is
    longer or shorter by whole words: ``zip`` for ``ZIP code``.
    """
    listed = tuple(dict.fromkeys(choices))
    near = nearest(word, listed)
    if not near:
        return _by_words(word, listed)
    # Of choices as near as each other, one that begins alike; several are a matter of guessing.
    alike = [choice for choice in near if _bare(choice)[:1] == _bare(word)[:1]] or near
    return alike[0] if len(alike) == 1 else None


def nearest(word: str, choices: Iterable[str]) -> tuple[str, ...]:
    """The choices that ``word`` is the smallest slip of, all of them when there are several."""
    wanted = _bare(word)
    if not 0 < len(wanted) <= _LONGEST:
        return ()
    if "@" in word:
        return _nearest_addresses(word, choices)
    limit = max(1, len(wanted) // 3)
    near: list[tuple[int, str]] = []
    for choice in dict.fromkeys(choices):
        bare = _bare(choice)
        distance = _distance(wanted, bare, limit)
        if distance is None or (distance and len(bare) == len(wanted) <= 2):
            continue  # of two letters, one wrong leaves nothing to go by
        near.append((distance, choice))
        limit = distance
    return tuple(choice for distance, choice in near if distance == limit)


def _nearest_addresses(word: str, choices: Iterable[str]) -> tuple[str, ...]:
    """E-mail addresses whose name and domain are both near: the domain is long and says little."""
    name, _, domain = word.partition("@")
    by_parts = [choice.partition("@")[::2] for choice in dict.fromkeys(choices) if "@" in choice]
    names = nearest(name, [near for near, its_domain in by_parts if nearest(domain, [its_domain])])
    return tuple(f"{near}@{its}" for near, its in by_parts if near in names)


def _bare(text: str) -> str:
    return re.sub(r"[\s_-]+", "", text.casefold())


def _by_words(word: str, choices: Iterable[str]) -> str | None:
    parts = _words(word)
    near = [choice for choice in choices if _inside(parts, _words(choice))]
    return near[0] if len(near) == 1 else None


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.casefold() for part in _PARTS.findall(text))


def _inside(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the words of one stand in the other, one after another."""
    short, long = sorted((one, other), key=len)
    starts = range(len(long) - len(short) + 1)
    if max(map(len, short), default=0) < 3 or len(long) - len(short) > _MOST_WORDS_MORE:
        return False
    return any(long[at : at + len(short)] == short for at in starts)


def _distance(one: str, other: str, limit: int) -> int | None:
    """Edits between two words, a swap of neighbours being one; ``None`` when beyond the limit.

    Optimal string alignment (Damerau 1964; Boytsov, "Indexing methods for approximate dictionary
    searching", 2011, 2.2).
    """
    if abs(len(one) - len(other)) > limit:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        last, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return None
    return row[-1] if row[-1] <= limit else None

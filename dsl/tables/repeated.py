"""Keys that stand twice in one cell."""

from __future__ import annotations

from collections.abc import Sequence

from dsl.tables.pattern import Exactly, Initials, Interval, Pattern, begins, overlap


def repeated(patterns: Sequence[Pattern]) -> tuple[Pattern, Pattern] | None:
    """Two patterns of a cell that are the same or share values, if any. The cost is n log n.

    A suffix within another, or a phrase, is no repetition: the longer one may matter elsewhere.
    """
    known: dict[Pattern, Pattern] = {}
    letters: dict[str, Pattern] = {}
    for pattern in patterns:
        if pattern in known:
            return known[pattern], pattern
        known[pattern] = pattern
        if isinstance(pattern, Initials) and not pattern.other:
            for letter in sorted(pattern.characters):
                if letter in letters:
                    return letters[letter], pattern
                letters[letter] = pattern
    return _overlapping(patterns)


def _overlapping(patterns: Sequence[Pattern]) -> tuple[Pattern, Pattern] | None:
    spans = [each for each in patterns if isinstance(each, Interval)]
    if not spans:
        return None
    points = [each for each in patterns if isinstance(each, Exactly)]
    spans += [Interval(each.value, each.value, False, False, each.text) for each in points]
    # In the order of their lower ends, only the one that reaches furthest can overlap the next.
    spans.sort(key=begins)
    furthest = spans[0]
    for span in spans[1:]:
        if overlap(furthest, span):
            return furthest, span
        if furthest.high is not None and (span.high is None or span.high > furthest.high):
            furthest = span
    return None

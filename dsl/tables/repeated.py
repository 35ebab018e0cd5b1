"""Keys that stand twice in one cell."""

from __future__ import annotations

from collections.abc import Sequence

from dsl.tables.pattern import Exactly, Initials, Interval, Pattern, overlap


def is_repeated(patterns: Sequence[Pattern]) -> bool:
    """Whether two patterns of a cell are the same, or share values. The cost is n log n.

    A suffix within another, or a phrase, is no repetition: the longer one may matter elsewhere.
    """
    if len(set(patterns)) < len(patterns):
        return True
    letters: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, Initials) and not pattern.other:
            if letters & pattern.characters:
                return True
            letters |= pattern.characters
    return _overlap(patterns)


def _overlap(patterns: Sequence[Pattern]) -> bool:
    spans = [each for each in patterns if isinstance(each, Interval)]
    if not spans:
        return False
    spans += [
        Interval(each.value, each.value, False, False, "")
        for each in patterns
        if isinstance(each, Exactly)
    ]
    # In the order of their lower ends (None is minus infinity), only the one that reaches furthest
    # can overlap the next.
    spans.sort(
        key=lambda span: (span.low is not None, *([span.low] if span.low is not None else []))
    )
    furthest = spans[0]
    for span in spans[1:]:
        if overlap(furthest, span):
            return True
        if furthest.high is not None and (span.high is None or span.high > furthest.high):
            furthest = span
    return False

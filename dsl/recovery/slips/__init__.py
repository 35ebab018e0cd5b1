"""The slips that people make, and what they mean: one rule each, the surest first.

A rule looks at where the parser stumbled and says what it sees, or None.
"""

from __future__ import annotations

from collections.abc import Callable

from dsl.recovery.here import Finding, Here
from dsl.recovery.slips.missing import (
    left_out,
    missing_earlier,
    missing_sign,
    no_name,
    nothing_follows,
    stray,
    unfinished,
)
from dsl.recovery.slips.needs import needs_left_out, needs_too_early
from dsl.recovery.slips.numbers import hyphen_range, number, span_of_time
from dsl.recovery.slips.phrases import (
    bracketed_list,
    cover_exception,
    half_effective,
    keyword_as_name,
    lookup_before_guard,
    negated_is,
    no_type,
    optional_first,
    parentheses,
    step_without_name,
)
from dsl.recovery.slips.quotes import bare_address, bare_text, escape, foreign_quotes, unclosed_text
from dsl.recovery.slips.signs import foreign_comment, foreign_sign, unseen
from dsl.recovery.slips.words import (
    bad_name,
    foreign_word,
    misspelt_before,
    misspelt_here,
    run_together,
)

Rule = Callable[[Here], Finding | None]

RULES: tuple[Rule, ...] = (
    unseen,
    foreign_quotes,
    escape,
    unclosed_text,
    foreign_comment,
    number,
    span_of_time,
    hyphen_range,
    bare_address,
    foreign_sign,
    half_effective,
    left_out,
    optional_first,
    no_name,
    no_type,
    cover_exception,
    bracketed_list,
    parentheses,
    lookup_before_guard,
    needs_too_early,
    step_without_name,
    foreign_word,
    run_together,
    misspelt_here,
    misspelt_before,
    needs_left_out,
    missing_earlier,
    negated_is,
    bare_text,
    bad_name,
    nothing_follows,
    keyword_as_name,
    missing_sign,
    stray,
    unfinished,
)

__all__ = ["RULES", "Rule"]

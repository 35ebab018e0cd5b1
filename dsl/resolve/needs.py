"""What a step asks of whoever takes the record: the skills and languages after ``needs``."""

from __future__ import annotations

from dataclasses import replace

from dsl import model, syntax
from dsl.diagnostics import quoted
from dsl.resolve.problems import Problems
from dsl.resolve.records import Scope
from dsl.resolve.types import item_of
from dsl.values import family, fold

# The types of fields, or of the items of lists, that say what is needed.
_TYPES = ("language", "text", "one of")


def resolve_needs(
    step: syntax.Step | syntax.Otherwise, scope: Scope | None, problems: Problems
) -> model.Needs | None:
    """The needs of a step, or None where it has none or they cannot be resolved (told)."""
    if step.needs is None:
        return None
    _check_target(step.target, step.needs, problems)
    skills = [each for each in step.needs.wanted if isinstance(each, syntax.Literal)]
    fields = [each for each in step.needs.wanted if isinstance(each, syntax.Name)]
    folded = [replace(skill, text=fold(skill.text)) for skill in skills]
    problems.unique("skill", [skill for skill in folded if skill.text], "Leave one of them out")
    problems.unique("need", fields, "Leave one of them out")
    for skill in folded:
        if not skill.text:
            message = "This skill has no name"
            problems.error("unknown-value", skill, message, 'Write one, as in `needs "sql"`')
    if scope is None:
        return None
    refs = [_ref(field, scope, problems) for field in fields]
    return model.Needs(
        tuple(skill.text for skill in folded), tuple(ref for ref in refs if ref is not None)
    )


def _check_target(target: syntax.Target, needs: syntax.Needs, problems: Problems) -> None:
    """Only members of pools are measured against needs: nobody else is chosen."""
    match target:
        case syntax.ToQueue():
            whom = "a queue"
        case syntax.ToRep():
            whom = "a rep who is named"
        case syntax.Keep():
            whom = "a rep who is kept"
        case _:
            return
    message = f"`needs` asks nothing of {whom}"
    help_ = "Leave it out, or name a pool, whose members are chosen by it"
    problems.error("needs-no-pool", needs, message, help_)


def _ref(field: syntax.Name, scope: Scope, problems: Problems) -> model.Ref | None:
    ref = scope.get(field.text)
    if ref is None or ref.name in model.BUILT_INS:
        known = [name for name in scope if name not in model.BUILT_INS]
        skill = f'Declare it, or write `"{field.text}"` for the skill of that name'
        problems.unknown("field", field, known, skill)
        return None
    if family(item_of(ref.type).name) not in _TYPES:
        message = f"{quoted(ref.name)} is of type {ref.type.name}, which names no skill or language"
        help_ = "Use a field of type language, text or one of, or a list of these"
        problems.error("type-mismatch", field, message, help_)
        return None
    return ref

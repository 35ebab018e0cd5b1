"""Derived fields: their expressions, checked, and in an order in which each follows its inputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from dsl import syntax
from dsl.diagnostics import counted, listed
from dsl.model import CallOf, Constant, Derivation, Field, Ref
from dsl.resolve.problems import Problems
from dsl.resolve.types import read_literal
from dsl.values import FUNCTIONS, Function, Invalid, ValueType, family, value_type

_DEEPEST = 50
# Types between which a value may pass by being read again; text passes into and from all.
_ALIKE = (
    {"integer", "decimal"},
    {"date", "datetime"},
    {"email", "url", "domain", "rep"},
    {"us_zip", "postal_code"},
    {"us_state", "subdivision", "country"},
)


def derive(
    node: syntax.Expression, wanted: ValueType, scope: Mapping[str, Ref], problems: Problems
) -> Derivation | None:
    """The expression of a field of the type ``wanted``; None when something is wrong (told)."""
    if _depth(node) > _DEEPEST:
        message = f"Functions are nested more than {_DEEPEST} deep here"
        problems.error("nested-too-deep", node, message, "Make several fields of it")
        return None
    derivation = _expression(node, wanted, scope, problems)
    given = _type_of(derivation)
    if given is not None and not _can_become(given, wanted.name):
        message = f"This gives values of type {given}, and the field is of type {wanted.name}"
        problems.error("type-mismatch", node, message, f"Declare the field as {given}")
        return None
    return derivation


def _depth(node: syntax.Expression) -> int:
    arguments = node.arguments if isinstance(node, syntax.Call) else ()
    return 1 + max(map(_depth, arguments), default=0)


def inputs(derivation: Derivation | None) -> Iterable[Ref]:
    """The fields an expression reads."""
    match derivation:
        case Ref():
            yield derivation
        case CallOf(arguments=arguments):
            for argument in arguments:
                yield from inputs(argument)


def in_order(node: syntax.Record, fields: list[Field], problems: Problems) -> tuple[Field, ...]:
    """The derived fields, each after those it reads; none when some read each other (told)."""
    # Lists, not sets, so that the order is the same in every process.
    reads = {field.name: [ref.name for ref in inputs(field.derivation)] for field in fields}
    order: list[str] = []
    round_and_round = False
    while not order and reads:
        try:
            order = list(TopologicalSorter(reads).static_order())
        except CycleError as error:
            # graphlib gives the way from input to result, with the first name again at its end.
            first, *others = reversed(error.args[1][1:])
            written = next(field for field in node.fields if field.name.text == first)
            by_way = f", by way of {listed(others, 'and')}" if others else ""
            message = f"`{first}` is derived from itself{by_way}"
            help_ = f'Read one from a column: `{first} TYPE from "COLUMN"`'
            problems.error("cyclic-derivation", written, message, help_)
            reads = {name: [] if name == first else of for name, of in reads.items()}
            round_and_round = True
    by_name = {field.name: field for field in fields}
    derived = [by_name[name] for name in order if name in by_name]
    return () if round_and_round else tuple(f for f in derived if f.derivation is not None)


def _expression(
    node: syntax.Expression, wanted: ValueType, scope: Mapping[str, Ref], problems: Problems
) -> Derivation | None:
    match node:
        case syntax.FieldName(name):
            if name.text not in scope:
                problems.unknown("field", name, scope)
            return scope.get(name.text)
        case syntax.Literal():
            value = read_literal(wanted, node, problems)
            return None if value is None else Constant(node.text)
        case syntax.Call():
            return _call(node, wanted, scope, problems)


def _call(
    node: syntax.Call, wanted: ValueType, scope: Mapping[str, Ref], problems: Problems
) -> Derivation | None:
    function = FUNCTIONS.get(node.function.text)
    if function is None:
        problems.unknown("function", node.function, FUNCTIONS)
        return None
    if not function.takes(len(node.arguments)):
        several = " or more" if function.variadic else ""
        takes = f"{counted(len(function.parameters), 'argument')}{several}"
        message = f"`{function.name}` takes {takes}, not {len(node.arguments)}"
        problems.error("wrong-arguments", node, message, f"Write `{_shape(function)}`")
        return None
    found = [
        _argument(function, position, argument, wanted, scope, problems)
        for position, argument in enumerate(node.arguments)
    ]
    arguments = tuple(argument for argument in found if argument is not None)
    if len(arguments) < len(found):
        return None
    return CallOf(
        function.name,
        function.call,
        arguments,
        function.result,
        function.needs_today,
        function.takes_missing,
    )


def _argument(
    function: Function,
    position: int,
    node: syntax.Expression,
    wanted: ValueType,
    scope: Mapping[str, Ref],
    problems: Problems,
) -> Derivation | None:
    """One argument, of a type that the function takes there; None when it is not (told)."""
    accepted = sorted(function.parameters[min(position, len(function.parameters) - 1)])
    if isinstance(node, syntax.Literal) and accepted:
        return _constant(function, node, accepted, problems)
    plain = [name for name in accepted if family(name) == name and name != "one of"]
    expected = value_type("text" if "text" in plain else plain[0]) if plain else wanted
    argument = _expression(node, expected, scope, problems)
    given = _type_of(argument)
    if argument is None or given is None or function.accepts(position, given):
        return argument
    what = f"`{argument.name}`" if isinstance(argument, Ref) else "This argument"
    message = f"{what} is of type {given}, which `{function.name}` does not take"
    problems.error("type-mismatch", node, message, f"Give it a field of type {_either(accepted)}")
    return None


def _constant(
    function: Function, node: syntax.Literal, accepted: list[str], problems: Problems
) -> Constant | None:
    """A value that stands in the framework, as one of the types that the function takes."""
    if "text" in accepted:
        return Constant(node.text)
    for name in accepted:
        value = value_type(name).parse(node.text)
        if not isinstance(value, Invalid):
            return Constant(value)
    message = f"`{node.text}` is not what `{function.name}` takes"
    help_ = f"Give it a field or a text of type {_either(accepted)}"
    problems.error("type-mismatch", node, message, help_)
    return None


def _type_of(derivation: Derivation | None) -> str | None:
    """The name of the type that an expression gives, where that is known."""
    match derivation:
        case Ref(type=type_):
            return type_.name
        case CallOf(result=str(result)):
            return result
        case CallOf(arguments=arguments):
            types = {_type_of(argument) for argument in arguments}
            return types.pop() if len(types) == 1 else None
    return None


def _can_become(given: str, wanted: str) -> bool:
    """Whether some values of one type read as the other."""
    both = {family(given), family(wanted)}
    if given == wanted or both & {"text", "one of", "list of"}:
        return True
    return any(both <= alike for alike in _ALIKE)


def _shape(function: Function) -> str:
    names = [_either(sorted(accepted)) if accepted else "VALUE" for accepted in function.parameters]
    dots = ", …" if function.variadic else ""
    return f"{function.name}({', '.join(name.upper().replace(' ', '_') for name in names)}{dots})"


def _either(types: list[str]) -> str:
    if "text" in types:
        return "text"
    return " or ".join(types)

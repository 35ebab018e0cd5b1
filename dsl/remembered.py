"""What a pure function gave for the arguments it is asked for again and again.

Records repeat themselves: few countries, states, titles and industries, the same domains. What
follows from such a value alone is worked out once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import itemgetter
from typing import Any, TypeVar

from dsl.values import ValueType

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MOST = 2_048
"""How many answers are kept. Values that are all different fill this up and cost no more then."""

_LONGEST = 200  # characters; longer texts are free text, which hardly comes twice


class Remembered(dict[K, V]):
    """A function as a mapping: ``remembered[argument]`` costs one hash when it was asked before.

    Arguments that are equal must be the same to the function, and answers must not be changed. The
    first answers are kept for good: giving way to newer ones would cost more than it saves.
    """

    __slots__ = ("function",)

    def __init__(self, function: Callable[[K], V]) -> None:
        super().__init__()
        self.function = function

    def __missing__(self, argument: K) -> V:
        answer = self.function(argument)
        if len(self) < MOST and not (argument.__class__ is str and len(argument) > _LONGEST):  # type: ignore[arg-type]
            self[argument] = answer
        return answer


def repeats(types: Iterable[ValueType]) -> bool:
    """Whether equal values of all these types are the same; 1.0 equals 1.00 and shows otherwise."""
    return not any(differs in type_.name for type_ in types for differs in ("decimal", "datetime"))


def picker(slots: Sequence[int]) -> Callable[[Sequence[Any]], Any]:
    """What stands in the slots: one value by itself, several as a tuple."""
    return itemgetter(*slots) if slots else lambda values: ()

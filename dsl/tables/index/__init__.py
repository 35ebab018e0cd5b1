"""One index per match kind, with one contract; ``linear`` is the oracle of their tests."""

from dsl.model import MatchKind
from dsl.tables.index.alphabet import AlphabetIndex
from dsl.tables.index.base import Entry, Index
from dsl.tables.index.phrase import PhraseIndex
from dsl.tables.index.prefix import PrefixIndex
from dsl.tables.index.suffix import SuffixIndex
from dsl.tables.index.value import ValueIndex

INDEXES: dict[MatchKind, type[Index]] = {
    "exact": ValueIndex,
    "range": ValueIndex,
    "prefix": PrefixIndex,
    "suffix": SuffixIndex,
    "alphabet": AlphabetIndex,
    "phrase": PhraseIndex,
}

__all__ = ["INDEXES", "Entry", "Index"]

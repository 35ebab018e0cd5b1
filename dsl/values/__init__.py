"""Value types: how the fields of a record and the cells of a table read, compare and print."""

from dsl.values.base import Invalid, ValueType
from dsl.values.choice import one_of
from dsl.values.domain import domain_suffix
from dsl.values.functions import FUNCTIONS, Function, family, words
from dsl.values.registry import TYPE_NAMES, value_type, warm_up
from dsl.values.several import list_of
from dsl.values.suggestions import spellings
from dsl.values.territories import countries_in, region_names, region_of, regions
from dsl.values.text import clean, fold, header_key, initial

__all__ = [
    "FUNCTIONS",
    "TYPE_NAMES",
    "Function",
    "Invalid",
    "ValueType",
    "clean",
    "countries_in",
    "domain_suffix",
    "family",
    "fold",
    "header_key",
    "initial",
    "list_of",
    "one_of",
    "region_names",
    "region_of",
    "regions",
    "spellings",
    "value_type",
    "warm_up",
    "words",
]

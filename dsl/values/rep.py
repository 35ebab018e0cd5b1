"""The ``rep`` type: the id of a sales rep, usually an e-mail address; case does not count."""

from dsl.values.base import ValueType
from dsl.values.plain_text import TEXT, text_key

REP = ValueType("rep", TEXT.parse, TEXT.read, key=text_key)

"""What holds for every type and every JSON value."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dsl.values import TYPE_NAMES, Invalid, ValueType, fold, header_key, initial, one_of, value_type
from dsl.values.text import clean

LOCALES = ("en_US", "de_DE", "fr_FR", "ja_JP")
TYPES = [
    *(value_type(name) for name in TYPE_NAMES),
    *(value_type(name, "de_DE") for name in ("integer", "decimal", "date", "datetime")),
    one_of(["Small", "Leisure, Travel"]),
    *(value_type(f"list of {name}") for name in ("text", "integer", "date", "url", "decimal")),
]

texts = st.text() | st.text(st.characters(), max_size=40)
# Texts that come close to being values.
likely = st.lists(
    st.sampled_from(
        ["1", "23", "000", ",", ".", " ", "-", "+", "$", "k", "M", "€", "e", "\xa0", "@", "a", "Bü",
         ".com", "www.", "http://", "/", ":", "[", "]", "?", "<", ">", "%", "94105", "2026", "11",
         "Nov", "T", "Z", "CA", "US", "fr", "_", "(", ")", '"', ";", "\n", "\x00", "\ud800", "yes"]
    ),
    max_size=8,
).map("".join)  # fmt: skip
scalars = (
    st.none() | st.booleans() | st.integers() | st.integers().map(lambda n: n * 10**4400)
    | st.floats() | texts | likely
)  # fmt: skip
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def shown(of: ValueType, value: Any) -> Any:
    return value if of.show is None else of.show(value)


@pytest.mark.parametrize("of", TYPES, ids=lambda of: of.name)
@given(raw=json_values)
@example(raw="9" * 5000)
@example(raw="x" * 10_000)
@example(raw="\x00\ud800")
@example(raw=float("nan"))
@example(raw=float("inf"))
@example(raw=[[[]]])
def test_reading_never_raises_and_is_stable(of: ValueType, raw: object) -> None:
    value = of.read(raw)
    if value is None:
        return
    if isinstance(value, Invalid):
        assert value.reason
        assert value.reason == value.reason.strip(" .")
        return
    as_json = json.dumps(shown(of, value), ensure_ascii=False, allow_nan=False)
    as_json.encode("utf-8")  # raises for lone surrogates
    assert of.read(shown(of, value)) == value
    assert of.read(json.loads(as_json)) == value
    hash(of.key(value) if of.key else value)


@pytest.mark.parametrize("of", TYPES, ids=lambda of: of.name)
@given(raw=texts | likely)
def test_parse_agrees_with_read_on_trimmed_texts(of: ValueType, raw: str) -> None:
    trimmed = raw.strip()
    if trimmed:
        assert of.parse(trimmed) == of.read(trimmed)


@pytest.mark.parametrize("of", TYPES, ids=lambda of: of.name)
@pytest.mark.parametrize("raw", ["", " ", "\xa0", "\u202f\t\n", "\x00", None])
def test_blank_is_missing(of: ValueType, raw: object) -> None:
    assert of.read(raw) is None


@pytest.mark.parametrize("of", TYPES, ids=lambda of: of.name)
def test_a_universe_reads_as_itself(of: ValueType) -> None:
    for value in of.universe or ():
        assert of.read(shown(of, value)) == value
        assert of.read(str(value).lower()) == value


@pytest.mark.parametrize("name", ["integer", "us_zip", "date"])
@given(data=st.data())
def test_steps_go_there_and_back(name: str, data: st.DataObject) -> None:
    of = value_type(name)
    specimens = {
        "integer": st.integers(-(10**17), 10**17),
        "us_zip": st.integers(0, 99999).map("{:05}".format),
        "date": st.dates(),
    }
    value = data.draw(specimens[name])
    assert of.step is not None
    after = of.step(value, 1)
    assert after is None or (after > value and of.step(after, -1) == value)


@given(number=st.integers(-(10**17), 10**17))
def test_grouped_integers_read_back(number: int) -> None:
    assert value_type("integer").read(f"{number:,}") == number
    assert value_type("integer").read(f"{number:_}") == number
    assert value_type("integer", "de_DE").read(f"{number:,}".replace(",", ".")) == number


@given(day=st.dates(min_value=value_type("date").read("1970-01-01")))
def test_dates_read_back_in_the_form_of_each_locale(day: Any) -> None:
    forms = {"en_US": "%m/%d/%Y", "de_DE": "%d.%m.%Y", "fr_FR": "%d/%m/%Y", "ja_JP": "%Y/%m/%d"}
    for locale in LOCALES:
        assert value_type("date", locale).read(day.strftime(forms[locale])) == day


@given(text=texts)
def test_text_helpers_are_stable(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)
    assert header_key(text) == header_key(f" {text}_")
    first = initial(text)
    assert (first is None) == (not clean(text).lstrip() or first is None)
    assert first is None or len(first) == 1

"""The ``url`` type."""

import pytest

from dsl.values import Invalid, value_type

URL = value_type("url")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        ("HTTP://Example.COM", "http://example.com/"),
        ("example.com", "https://example.com/"),
        ("www.example.com/Path", "https://www.example.com/Path"),
        ("//example.com/x", "https://example.com/x"),
        ("example.com:8080/x", "https://example.com:8080/x"),
        ("https://example.com:443/", "https://example.com/"),
        ("http://example.com:443/", "http://example.com:443/"),
        ("https://user:secret@example.com/", "https://example.com/"),
        ("http://bücher.de/ü?q=ü", "http://xn--bcher-kva.de/%C3%BC?q=%C3%BC"),
        ("https://example.com/a b", "https://example.com/a%20b"),
        ("https://example.com/a%20b", "https://example.com/a%20b"),
        ("http://192.0.2.1/x", "http://192.0.2.1/x"),
        ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"),
    ],
)
def test_reads(raw: str, value: str) -> None:
    assert URL.read(raw) == value


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("ftp://example.com", "not an http or https address"),
        ("mailto:ana@example.com", "not an http or https address"),
        ("javascript:alert(1)", "not an http or https address"),
        ("nothing", "not a web address"),
        ("http://", "not a web address"),
        ("http://[bad", "not a web address"),
        ("http://999.0.0.1/", "not a web address"),
        ("http://example.com:99999/", "not a web address"),
        ("http://example.com:port/", "not a web address"),
    ],
)
def test_refuses(raw: str, reason: str) -> None:
    assert URL.read(raw) == Invalid(reason)

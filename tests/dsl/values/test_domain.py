"""The ``domain`` type and the suffixes of cells."""

import pytest

from dsl.values import Invalid, domain_suffix, value_type

DOMAIN = value_type("domain")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("example.com", "example.com"),
        (" Example.COM ", "example.com"),
        ("example.com.", "example.com"),
        ("www.example.com", "example.com"),
        ("WWW.Example.com", "example.com"),
        ("www.com", "www.com"),
        ("wwwexample.com", "wwwexample.com"),
        ("us.mitre.org", "us.mitre.org"),
        ("HTTPS://www.Example.com/path?q#f", "example.com"),
        ("//example.com", "example.com"),
        ("example.com/path", "example.com"),
        ("example.com:8080", "example.com"),
        ("http://user:secret@example.com:80/", "example.com"),
        ("ana@example.com", "example.com"),
        ("a-b--c.example", "a-b--c.example"),
        ("3m.com", "3m.com"),
        ("bücher.de", "xn--bcher-kva.de"),
        ("BÜCHER.de", "xn--bcher-kva.de"),
        ("xn--bcher-kva.de", "xn--bcher-kva.de"),
        ("straße.de", "xn--strae-oqa.de"),
        ("例え.jp", "xn--r8jz45g.jp"),
        ("ｅｘａｍｐｌｅ。com", "example.com"),
        ("a" * 63 + ".com", "a" * 63 + ".com"),
    ],
)
def test_reads(raw: str, value: str) -> None:
    assert DOMAIN.read(raw) == value


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("localhost", "not a domain, which needs a dot"),
        ("münchen", "not a domain, which needs a dot"),
        ("192.168.0.1", "an IP address, not a domain"),
        ("http://[::1]/", "an IP address, not a domain"),
        ("2001:db8::1", "an IP address, not a domain"),
        ("ex_ample.com", "not a domain"),
        ("-example.com", "not a domain"),
        ("example-.com", "not a domain"),
        ("exa mple.com", "not a domain"),
        ("example..com", "not a domain"),
        (".com", "not a domain"),
        ("example.123", "not a domain"),
        ("*.example.com", "not a domain"),
        ("❤.com", "not a domain"),
        ("a" * 64 + ".com", "not a domain"),
        ("a." * 130 + "com", "longer than the 253 characters of a domain"),
        ("ü" * 10_000 + ".com", "longer than the 253 characters of a domain"),
        (5, "not a domain, which needs a dot"),
    ],
)
def test_refuses(raw: object, reason: str) -> None:
    assert DOMAIN.read(raw) == Invalid(reason)


@pytest.mark.parametrize(
    ("cell", "suffix"),
    [
        (".gov", "gov"),
        ("gov", "gov"),
        ("*.gov", "gov"),
        ("GOV.", "gov"),
        ("mitre.org", "mitre.org"),
        (".gov.uk", "gov.uk"),
        ("www.example.com", "www.example.com"),
        ("香港", "xn--j6w193g"),
    ],
)
def test_suffix_cells(cell: str, suffix: str) -> None:
    assert domain_suffix(cell) == suffix


@pytest.mark.parametrize("cell", ["", ".", "*", "*.", "-gov", "a..b", "a b", "❤", "1.2.3.4"])
def test_bad_suffix_cells(cell: str) -> None:
    assert isinstance(domain_suffix(cell), Invalid)

"""The ``email`` type."""

import pytest

from dsl.values import Invalid, value_type

EMAIL = value_type("email")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("ana@acme.example", "ana@acme.example"),
        (" Ana.Lopez@ACME.example\xa0", "ana.lopez@acme.example"),
        ("ana+news_1-2@acme.example", "ana+news_1-2@acme.example"),
        ("o'hara@acme.example", "o'hara@acme.example"),
        ("Ana Lopez <Ana@acme.example>", "ana@acme.example"),
        ('"Lopez, Ana" <ana@acme.example>', "ana@acme.example"),
        ("<ana@acme.example>", "ana@acme.example"),
        ("mailto:ana@acme.example", "ana@acme.example"),
        ("ana@acme.example.", "ana@acme.example"),
        ("ana@bücher.de", "ana@xn--bcher-kva.de"),
        ("josé@acme.example", "josé@acme.example"),
        ("a" * 64 + "@acme.example", "a" * 64 + "@acme.example"),
    ],
)
def test_reads(raw: str, value: str) -> None:
    assert EMAIL.read(raw) == value


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("ana", "no @ in the e-mail address"),
        ("a@b.com, c@d.com", "more than one e-mail address"),
        ("a@b.com; c@d.com", "more than one e-mail address"),
        ("a@@b.com", "more than one e-mail address"),
        ("@acme.example", "nothing before the @ of the e-mail address"),
        ("ana@", "nothing after the @ of the e-mail address"),
        ("a..b@acme.example", "the part before the @ is not that of an e-mail address"),
        (".a@acme.example", "the part before the @ is not that of an e-mail address"),
        ("a b@acme.example", "the part before the @ is not that of an e-mail address"),
        ("a" * 65 + "@acme.example", "more than 64 characters before the @ of the e-mail address"),
        ("ana@localhost", "the part after the @ is not a domain"),
        ("ana@-acme.example", "the part after the @ is not a domain"),
        ("ana@10.0.0.1", "the part after the @ is not a domain"),
        (
            "ana@" + "abcdefghi." * 25 + "com",
            "longer than the 254 characters of an e-mail address",
        ),
        (7, "no @ in the e-mail address"),
    ],
)
def test_refuses(raw: object, reason: str) -> None:
    assert EMAIL.read(raw) == Invalid(reason)

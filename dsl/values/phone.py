"""The ``phone`` type: an international number in E.164, read with phonenumbers."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from dsl.values.base import Invalid, ValueType
from dsl.values.reading import remembering

DEFAULT_REGION = "US"
"""The country of numbers that are written without one."""

NOT_A_PHONE = Invalid("not a phone number")
_UNLIKELY = {
    ValidationResult.TOO_SHORT: Invalid("too short for a phone number"),
    ValidationResult.TOO_LONG: Invalid("too long for a phone number"),
    ValidationResult.INVALID_COUNTRY_CODE: Invalid("a phone number with an unknown country code"),
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: Invalid("a phone number without its area code"),
}


def _parse(text: str) -> str | Invalid:
    """E.164 of a number of possible length; an extension is left out, as E.164 has none."""
    # No number of the default region begins with 00, the prefix most of the world dials for +.
    written = "+" + text[2:] if text.startswith("00") else text
    try:
        number = phonenumbers.parse(written, DEFAULT_REGION)
    except NumberParseException as error:
        if error.error_type == NumberParseException.INVALID_COUNTRY_CODE:
            return _UNLIKELY[ValidationResult.INVALID_COUNTRY_CODE]
        return NOT_A_PHONE
    judged = phonenumbers.is_possible_number_with_reason(number)
    if judged == ValidationResult.IS_POSSIBLE:
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return _UNLIKELY.get(judged, NOT_A_PHONE)


def area_code(value: str) -> str | None:
    """The area code of an E.164 number; ``None`` where the number has none (most mobiles)."""
    if value.startswith("+1") and len(value) == 12:
        return value[2:5]
    try:
        number = phonenumbers.parse(value)
    except NumberParseException:
        return None
    length = phonenumbers.length_of_geographical_area_code(number)
    return phonenumbers.national_significant_number(number)[:length] or None


_read = remembering(_parse)

PHONE = ValueType("phone", _read, _read)

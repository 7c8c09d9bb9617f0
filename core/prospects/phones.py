"""Phone numbers as people in France write them."""

from functools import lru_cache

FRENCH_PREFIX = "+33"


@lru_cache(maxsize=50_000)
def national(e164: str) -> str:
    """'+33612345678' → '06 12 34 56 78'; foreign numbers as '0032 2 123 45 67'."""
    if e164.startswith(FRENCH_PREFIX) and len(e164) == 12:
        digits = "0" + e164[3:]
        return " ".join(digits[i : i + 2] for i in range(0, 10, 2))
    import phonenumbers  # loads slowly, and few numbers are foreign

    try:
        parsed = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    # 00 rather than +: a cell that starts with + is a formula to a spreadsheet.
    return "00" + phonenumbers.format_number(parsed, form).removeprefix("+").replace("-", " ")

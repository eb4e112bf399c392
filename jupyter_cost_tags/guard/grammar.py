r"""AWS's grammar of tag keys and values, and which keys are not ours to write.

botocore's model says `^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$` and counts code points. Python's `\w` and
`\s` accept other characters (tabs, vowel signs), so categories are asked one by one.
"""

from __future__ import annotations

import unicodedata

MOST_IN_KEY = 128
MOST_IN_VALUE = 256
PUNCTUATION = "_.:/=+-@"
RESERVED_PREFIX = "aws:"  # in any case; AWS docs tag-editor/latest/userguide/reference
SYSTEM_PREFIXES = ("sagemaker:", "sagemaker-sdk:", "sagemaker-studio:", "amazondatazone")
_CATEGORIES = frozenset("LZN")
# Control characters have no Unicode name.
_CONTROLS = {"\0": "NUL", "\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN", "\x1b": "ESCAPE"}


def check_key(text: str) -> str | None:
    """Return why AWS would refuse this key; None when it is fine."""
    if not text:
        return "A tag key can't be empty."
    if is_reserved(text):
        return "Keys that begin with aws: are reserved for AWS."
    return _check(text, "key", MOST_IN_KEY)


def check_value(text: str) -> str | None:
    """Return why AWS would refuse this value; None when it is fine. An empty value is."""
    return _check(text, "value", MOST_IN_VALUE)


def is_reserved(key: str) -> bool:
    """Tell whether AWS keeps the key for itself."""
    return key.lower().startswith(RESERVED_PREFIX)


def is_system(key: str) -> bool:
    """Tell whether AWS or an SDK set the key by itself: it says nothing of cost allocation."""
    return is_reserved(key) or key.lower().startswith(SYSTEM_PREFIXES)


def is_allowed(character: str) -> bool:
    """Tell whether AWS takes this character in a key or a value."""
    return character in PUNCTUATION or unicodedata.category(character)[0] in _CATEGORIES


def _check(text: str, noun: str, most: int) -> str | None:
    if len(text) > most:
        return f"{len(text)} characters; a {noun} has at most {most}."
    for position, character in enumerate(text, start=1):
        if not is_allowed(character):
            found = f"The character {_spelled(character)} at position {position}"
            return f"{found} isn't allowed in a tag {noun}.{_composed(text)}"
    return None


def _spelled(character: str) -> str:
    """Spell a character so that invisible and combining ones can be told apart."""
    code = f"U+{ord(character):04X}"
    if unicodedata.category(character)[0] not in "CM":
        return f"{character} ({code})"
    name = _CONTROLS.get(character) or unicodedata.name(character, "")
    return f"{code} ({name})" if name else code


def _composed(text: str) -> str:
    """Offer the composed form (é for e and an accent) where AWS takes that."""
    composed = unicodedata.normalize("NFC", text)
    fits = composed != text and all(map(is_allowed, composed))
    return f" Write it in composed form (NFC): {composed}" if fits else ""

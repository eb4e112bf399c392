"""AWS's Java patterns mean the same here."""

from __future__ import annotations

import sys
import unicodedata

from jupyter_cost_tags.demo.embedded_aws.patterns import compiled, satisfies

TAG = r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)"


def test_the_tag_grammar_agrees_with_unicode_on_every_character():
    matches = compiled(TAG).fullmatch
    differing = [
        code
        for code in range(sys.maxunicode + 1)
        if bool(matches(chr(code)))
        != (unicodedata.category(chr(code))[0] in "LZN" or chr(code) in "_.:/=+-@")
    ]
    assert differing == []


def test_the_whole_value_must_match():
    assert satisfies("[a-z]+", "abc")
    assert not satisfies("[a-z]+", "abc\n")
    assert not satisfies("^[a-z]+$", "abc\n")


def test_a_pattern_without_meaning_refuses_nothing():
    assert satisfies("[", "anything")

"""AWS's tag grammar: one corpus for Python and TypeScript, and botocore's own pattern."""

import json
from pathlib import Path

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_cost_tags.demo.embedded_aws.patterns import satisfies
from jupyter_cost_tags.guard.grammar import check_key, check_value, is_reserved, is_system

CORPUS = json.loads((Path(__file__).parent.parent / "corpus" / "tags.json").read_text("utf-8"))
CHECKS = {"key": check_key, "value": check_value}


def test_the_corpus_is_large_and_has_both_outcomes():
    assert len(CORPUS) >= 120
    assert {(case["kind"], case["ok"]) for case in CORPUS} == {
        (kind, ok) for kind in CHECKS for ok in (True, False)
    }


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: ascii(case["text"])[:40])
def test_the_corpus(case):
    assert (CHECKS[case["kind"]](case["text"]) is None) is case["ok"]


@pytest.fixture(scope="module")
def shapes():
    model = botocore.session.get_session().get_service_model("sagemaker")
    return {
        "key": model.shape_for("TagKey").metadata,
        "value": model.shape_for("TagValue").metadata,
    }


texts = st.one_of(
    st.text(max_size=8),
    st.text(alphabet="ab _.:/=+-@é\u00a0\u2028²", max_size=12),
    st.sampled_from(["x", "é", "𐐀"]).flatmap(
        lambda letter: st.sampled_from([127, 128, 129, 255, 256, 257]).map(letter.__mul__)
    ),
)


@given(text=texts, kind=st.sampled_from(["key", "value"]))
def test_it_is_botocores_pattern_and_lengths(shapes, text, kind):
    shape = shapes[kind]
    fits = shape["min"] <= len(text) <= shape["max"] and satisfies(shape["pattern"], text)
    reserved = kind == "key" and text.lower().startswith("aws:")
    assert (CHECKS[kind](text) is None) is (fits and not reserved)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("data🙂", "The character 🙂 (U+1F642) at position 5 isn't allowed in a tag value."),
        ("a\tb", "The character U+0009 (TAB) at position 2 isn't allowed in a tag value."),
        ("a\n", "The character U+000A (LINE FEED) at position 2"),
        ("\x01", "The character U+0001 at position 1"),
        ("a\u202eb", "The character U+202E (RIGHT-TO-LEFT OVERRIDE) at position 2"),
        ("हिन्दी", "The character U+093F (DEVANAGARI VOWEL SIGN I) at position 2"),
        ("\ud800", "The character U+D800 at position 1"),
        ("R&D", "The character & (U+0026) at position 2"),
        ("x" * 257, "257 characters; a value has at most 256."),
        ("cafe\u0301", "Write it in composed form (NFC): café"),
    ],
)
def test_a_reason_names_the_character_and_its_place(text, told):
    assert told in check_value(text)


def test_composing_is_not_offered_where_it_does_not_help():
    assert "NFC" not in check_value("cafe\u0301 🙂")


def test_reasons_for_keys():
    assert check_key("") == "A tag key can't be empty."
    assert check_key("x" * 129) == "129 characters; a key has at most 128."
    assert check_key("a,b") == "The character , (U+002C) at position 2 isn't allowed in a tag key."
    assert "reserved for AWS" in check_key("AWS:team")
    assert check_key("awsteam") is None


@pytest.mark.parametrize(
    ("key", "system"),
    [
        ("aws:createdBy", True),
        ("AWS:x", True),
        ("Aws:x", True),
        ("sagemaker:domain-arn", True),
        ("sagemaker-sdk:jumpstart-model-id", True),
        ("sagemaker-studio:x", True),
        ("AmazonDataZoneProject", True),
        ("sagemaker", False),
        ("my-aws:x", False),
        ("cost-center", False),
        ("awsome", False),
        ("", False),
    ],
)
def test_system_keys(key, system):
    assert is_system(key) is system


def test_only_awss_own_prefix_is_reserved():
    assert is_reserved("aWs:x")
    assert not is_reserved("sagemaker:x")

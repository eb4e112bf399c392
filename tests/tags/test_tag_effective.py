"""Effective tags: the nearest layer wins, the others are told."""

from hypothesis import given
from hypothesis import strategies as st

from jupyter_cost_tags.models import SourcedTag
from jupyter_cost_tags.policy.rules import KeyRule, Policy
from jupyter_cost_tags.tags.effective import PRECEDENCE, merge_layers

POLICY = Policy(
    tags=(
        KeyRule("project"),
        KeyRule("environment", default="dev"),
        KeyRule("team", default="x"),
    ),
    protected=frozenset({"team"}),
)


def plain(tags):
    return [(tag.key, tag.value, tag.source) for tag in tags]


def test_the_precedence_is_the_designs():
    assert PRECEDENCE == (
        "cell",
        "notebook",
        "bundle",
        "space",
        "user-profile",
        "domain",
        "notebook-instance",
        "policy-default",
    )


def test_the_nearest_layer_wins_whatever_the_order():
    layers = [("domain", {"k": "3"}), ("space", {"k": "1"}), ("user-profile", {"k": "2"})]
    for order in (layers, layers[::-1]):
        winners, overridden = merge_layers(order, None)
        assert plain(winners) == [("k", "1", "space")]
        assert plain(overridden) == [("k", "2", "user-profile"), ("k", "3", "domain")]


def test_every_layer_above_wins_over_every_layer_below():
    for place, above in enumerate(PRECEDENCE):
        for below in PRECEDENCE[place + 1 :]:
            winners, _ = merge_layers([(below, {"k": "low"}), (above, {"k": "high"})], None)
            assert plain(winners) == [("k", "high", above)]


def test_system_keys_are_left_out():
    layer = {"sagemaker:domain-arn": "x", "AWS:x": "y", "k": "v"}
    winners, overridden = merge_layers([("domain", layer), ("space", layer)], None)
    assert plain(winners) == [("k", "v", "space")]
    assert plain(overridden) == [("k", "v", "domain")]


def test_a_default_fills_what_no_layer_gives():
    winners, _ = merge_layers([("domain", {"project": "churn"})], POLICY)
    assert plain(winners) == [
        ("project", "churn", "domain"),
        ("environment", "dev", "policy-default"),
    ]


def test_a_default_that_is_not_needed_is_not_called_overridden():
    winners, overridden = merge_layers([("domain", {"environment": "prod"})], POLICY)
    assert plain(winners) == [("environment", "prod", "domain")]
    assert overridden == []


def test_an_empty_value_hides_the_layers_below_and_is_none_itself():
    layers = [("space", {"environment": ""}), ("domain", {"environment": "prod"})]
    winners, overridden = merge_layers(layers, POLICY)
    assert winners == []
    assert plain(overridden) == [("environment", "prod", "domain")]


def test_the_policys_keys_come_first_in_its_order():
    winners, _ = merge_layers(
        [("space", {"zeta": "1", "environment": "dev", "project": "p"})], POLICY
    )
    assert [tag.key for tag in winners] == ["project", "environment", "zeta"]


def test_nothing_gives_nothing():
    assert merge_layers([], None) == ([], [])


layers = st.lists(
    st.tuples(
        st.sampled_from(PRECEDENCE[:-1]),
        st.dictionaries(st.sampled_from(["a", "b", "aws:c"]), st.sampled_from(["1", "2"])),
    ),
    max_size=6,
    unique_by=lambda layer: layer[0],
)


@given(layers)
def test_every_tag_is_a_winner_or_overridden_once(given_layers):
    winners, overridden = merge_layers(given_layers, None)
    expected = [
        SourcedTag(key=key, value=value, source=source)
        for source, given_tags in given_layers
        for key, value in given_tags.items()
        if not key.startswith("aws:")
    ]
    order = [*winners, *overridden]
    assert sorted(order, key=str) == sorted(expected, key=str)
    assert len({tag.key for tag in winners}) == len(winners)

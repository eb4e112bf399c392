"""Joining policies: whatever the others say, the result is never laxer than the admin's."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from jupyter_cost_tags.guard.pattern import Pattern
from jupyter_cost_tags.policy.merge import merge, tightened
from jupyter_cost_tags.policy.rules import STRICTNESS, KeyRule, Policy, SpendRule
from jupyter_cost_tags.tags.judge import judge

KEYS = ["a", "b", "c"]
VALUES = ["x", "y", "z", "zz"]


def is_coherent(rule):
    """What the reader lets through."""
    listed = [*(rule.values or ()), *([rule.default] if rule.default else ())]
    return not any(rule.refused(value) for value in listed)


rules = st.builds(
    KeyRule,
    key=st.sampled_from(KEYS),
    required=st.booleans(),
    values=st.none()
    | st.lists(st.sampled_from(VALUES), min_size=1, unique=True).map(dict.fromkeys),
    patterns=st.sampled_from([(), (Pattern("[x-y]"),), (Pattern("z+"),)]),
    default=st.none() | st.sampled_from(VALUES),
).filter(is_coherent)
policies = st.builds(
    Policy,
    tags=st.lists(rules, max_size=3, unique_by=lambda rule: rule.key).map(tuple),
    mode=st.sampled_from(list(STRICTNESS)),
    bundles=st.dictionaries(
        st.sampled_from(["one", "two"]),
        st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES)),
    ),
    protected=st.frozensets(st.sampled_from(KEYS)),
    confirm_above=st.none() | st.sampled_from([Decimal(5), Decimal(50)]),
    exempt_kinds=st.frozensets(st.just("model")),
    exempt_names=st.sampled_from([(), (Pattern("canary-.*"),)]),
)
tags = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["", *VALUES]))
resources = st.sampled_from([("model", "m"), ("training-job", "canary-1"), ("training-job", "t")])


@given(policies, policies, tags, resources)
def test_what_the_admin_refuses_stays_refused(admin, other, given_tags, resource):
    merged, _ = tightened(admin, other)
    if judge(given_tags, admin, *resource).state == "non-compliant":
        assert judge(given_tags, merged, *resource).state == "non-compliant"


@given(policies, policies, tags)
def test_what_the_other_demands_is_demanded_unless_told(admin, other, given_tags):
    merged, faults = tightened(admin, other)
    resource = ("training-job", "t")
    if not faults and judge(given_tags, other, *resource).state == "non-compliant":
        assert judge(given_tags, merged, *resource).state == "non-compliant"


@given(policies, policies)
def test_every_part_is_as_strict_as_the_admins(admin, other):
    merged, _ = tightened(admin, other)
    assert STRICTNESS[merged.mode] == max(STRICTNESS[admin.mode], STRICTNESS[other.mode])
    assert set(merged.required_keys) >= {*admin.required_keys, *other.required_keys}
    assert merged.protected == admin.protected | other.protected
    limits = [one for one in (admin.confirm_above, other.confirm_above) if one is not None]
    assert merged.confirm_above == (min(limits) if limits else None)
    assert (merged.exempt_kinds, merged.exempt_names) == (admin.exempt_kinds, admin.exempt_names)
    assert merged.bundles.items() >= admin.bundles.items()


@given(policies, policies)
def test_no_key_is_left_without_a_value(admin, other):
    merged, _ = tightened(admin, other)
    for rule in merged.tags:
        own = [one.rule(rule.key) for one in (admin, other)]
        if all(one is None or one.values is None or one.values for one in own):
            assert rule.values is None or rule.values


@given(policies, policies)
def test_adding_the_same_again_changes_nothing(admin, other):
    once, faults = tightened(admin, other)
    twice, again = tightened(once, other)
    assert twice == once
    assert set(again) <= set(faults)


@given(policies, policies)
def test_every_default_and_added_bundle_is_allowed(admin, other):
    merged, _ = tightened(admin, other)
    touched = {rule.key for rule in admin.tags} & {rule.key for rule in other.tags}
    for key, value in merged.defaults.items():
        if key in touched and merged.rule(key) != admin.rule(key):
            own = admin.rule(key)
            assert merged.allowed(key, value) is None or own.default == value
    for name, bundle in merged.bundles.items():
        if name not in admin.bundles:
            assert all(merged.allowed(key, value) is None for key, value in bundle.items())


def rule(policy, key="cost-center"):
    found = policy.rule(key)
    assert found is not None
    return found


def one(**facts):
    return Policy(tags=(KeyRule(key="cost-center", **facts),))


def test_values_are_intersected_with_the_admins_names():
    admin = one(values={"CC-1": "Retail", "CC-2": "Logistics"})
    merged, faults = tightened(admin, one(values={"CC-2": "mine", "CC-3": None}))
    assert rule(merged).values == {"CC-2": "Logistics"}
    assert faults == []


def test_nothing_in_common_keeps_the_admins_values_and_tells():
    admin = one(values={"CC-1": None})
    merged, faults = tightened(admin, one(values={"CC-9": None}, required=True))
    assert rule(merged).values == {"CC-1": None}
    assert rule(merged).required
    assert faults == [
        "No value of cost-center is allowed by both policies; the admin's values stay."
    ]


def test_values_and_a_pattern_are_held_together():
    merged, _ = tightened(
        one(values=dict.fromkeys(["CC-1", "XX-1"])), one(patterns=(Pattern("CC-.+"),))
    )
    assert list(rule(merged).values) == ["CC-1"]


def test_a_pattern_that_leaves_no_value_keeps_the_admins_rule():
    merged, faults = tightened(one(values={"CC-1": None}), one(patterns=(Pattern("X+"),)))
    assert rule(merged).refused("CC-1") is None
    assert len(faults) == 1


def test_both_patterns_must_match():
    merged, _ = tightened(one(patterns=(Pattern("C.*"),)), one(patterns=(Pattern(".*7"),)))
    assert merged.allowed("cost-center", "C-7") is None
    assert merged.allowed("cost-center", "C-8") == "'C-8' does not match .*7."
    assert merged.allowed("cost-center", "D-7") == "'D-7' does not match C.*."


def test_values_of_the_other_narrow_what_was_free():
    merged, _ = tightened(one(), one(values={"CC-1": None}))
    assert list(rule(merged).values) == ["CC-1"]


def test_a_default_that_is_no_longer_allowed_goes():
    merged, _ = tightened(
        one(values=dict.fromkeys(["dev", "prod"]), default="dev"), one(values={"prod": None})
    )
    assert rule(merged).default is None


def test_the_admins_default_comes_first():
    merged, _ = tightened(one(default="a"), one(default="b"))
    assert rule(merged).default == "a"
    merged, _ = tightened(one(), one(default="b"))
    assert rule(merged).default == "b"


def test_bundles_are_united_and_the_admins_win():
    admin = Policy(tags=(KeyRule("p", values={"x": None}),), bundles={"churn": {"p": "x"}})
    other = Policy(
        bundles={"churn": {"p": "z"}, "more": {"p": "x"}, "bad": {"p": "z"}, "q": {"q": "1"}}
    )
    merged, faults = tightened(admin, other)
    assert merged.bundles == {"churn": {"p": "x"}, "more": {"p": "x"}}
    assert faults == [
        "The bundle bad is left out: the admin's policy refuses its p.",
        "The bundle q is left out: the admin's policy refuses its q.",
    ]


def test_spend_and_exemptions_are_the_admins():
    other = Policy(spend=SpendRule(tag="team"), exempt_kinds=frozenset({"model"}))
    merged, _ = tightened(Policy(), other)
    assert merged.spend == SpendRule()
    assert not merged.is_exempt("model", "m")


def test_without_an_admin_the_first_stands_alone():
    first, second = Policy(mode="warn", exempt_kinds=frozenset({"model"})), Policy(mode="block")
    assert merge(None, [first, second]) == (first, [])
    assert merge(None, []) == (None, [])


def test_all_others_tighten_the_admins():
    merged, _ = merge(Policy(), [Policy(mode="fill"), one(required=True), Policy(mode="warn")])
    assert merged is not None
    assert merged.mode == "fill"
    assert merged.required_keys == ("cost-center",)


def test_kinds_are_united_and_all_is_all():
    some, more = frozenset({"training-job"}), frozenset({"endpoint"})
    merged, _ = tightened(one(required=True, kinds=some), one(required=True, kinds=more))
    assert rule(merged).kinds == some | more
    merged, _ = tightened(one(required=True, kinds=some), one(required=True))
    assert rule(merged).kinds is None
    merged, _ = tightened(one(required=True, kinds=some), one(values={"x": None}))
    assert (rule(merged).required, rule(merged).kinds) == (True, some)
    merged, _ = tightened(one(), one(required=True, kinds=more))
    assert rule(merged).kinds == more


def test_a_wildcard_is_narrowed_by_what_the_other_lists():
    wide = one(values={"30*": None})
    merged, faults = tightened(wide, one(values={"300*": None, "301": "Lab", "4": None}))
    assert (rule(merged).values, faults) == ({"300*": None, "301": "Lab"}, [])
    merged, _ = tightened(one(values={"301": None}), wide)
    assert rule(merged).values == {"301": None}


def test_a_wildcard_stays_where_a_pattern_narrows_it():
    merged, faults = tightened(one(values={"CC-*": None}), one(patterns=(Pattern("CC-[0-9]+"),)))
    assert faults == []
    assert merged.allowed("cost-center", "CC-12") is None
    assert merged.allowed("cost-center", "CC-x") is not None

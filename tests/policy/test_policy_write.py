"""What is written is what is read."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from jupyter_cost_tags.guard.grammar import is_allowed, is_system
from jupyter_cost_tags.guard.pattern import compile_pattern
from jupyter_cost_tags.policy.read import parse_policy
from jupyter_cost_tags.policy.rules import KeyRule, Policy, ReportRule, SpendRule
from jupyter_cost_tags.policy.write import spell_policy

texts = st.text(st.characters(exclude_categories=["C", "M", "P", "S"]), min_size=1, max_size=9)
words = st.sampled_from(["off", "null", "~", "007", "4711", "a: b", " x ", "é", "-", "1.0", "=x"])
tagged = (texts | words).filter(lambda text: all(map(is_allowed, text)))
keys = tagged.filter(lambda text: not is_system(text))
listed = tagged | tagged.map(lambda text: f"{text}*")
names = st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=9)
rules = st.builds(
    KeyRule,
    key=keys,
    values=st.none() | st.dictionaries(listed, names, min_size=1, max_size=30),
    required=st.just(value=True),
    kinds=st.none() | st.frozensets(st.sampled_from(["training-job", "endpoint"]), min_size=1),
)
reports = st.sampled_from(
    [
        ReportRule("s3://exports/cur 2", dialect="focus"),
        ReportRule(None, "billing", "cur2", "reports", "s3://x/y"),
    ]
)
policies = st.builds(
    Policy,
    tags=st.lists(rules, max_size=3, unique_by=lambda rule: rule.key).map(tuple),
    mode=st.sampled_from(["off", "warn", "fill", "block"]),
    protected=st.frozensets(keys, max_size=2),
    spend=st.builds(SpendRule, tag=tagged, report=st.none() | reports),
    confirm_above=st.none() | st.just(Decimal("50.00")),
    exempt_kinds=st.frozensets(st.just("model")),
)


@given(policies, st.lists(st.text(max_size=20)))
def test_a_policy_is_read_as_it_was_written(policy, sentences):
    notes = {rule.key: sentences for rule in policy.tags}
    text = spell_policy(policy, header=sentences, notes=notes)
    assert parse_policy(text, "written") == policy


def test_every_part_is_written():
    text = (
        "# a header\n"
        "version: 1\n"
        "mode: block\n"
        "tags:\n"
        "  # from somewhere\n"
        "  - key: cost-center\n"
        "    required: true\n"
        "    required_for: [training-job]\n"
        "    values:\n"
        '      CC-4711: "Retail ML"\n'
        '      "300*":\n'
        "    default: CC-4711\n"
        "  - key: project\n"
        '    pattern: "[a-z][a-z0-9-]{2,40}"\n'
        "bundles:\n"
        "  churn: {cost-center: CC-4711, project: churn}\n"
        "protected: [team]\n"
        "spend: {source: cost-explorer, tag: team, metric: AmortizedCost}\n"
        'launch: {confirm_above: "50.00"}\n'
        'exempt: {kinds: [model], name_patterns: ["canary-.*"]}\n'
    )  # fmt: skip
    policy = parse_policy(text, "file")
    assert policy.exempt_names == (compile_pattern("canary-.*"),)
    notes = {"cost-center": ["from somewhere"]}
    assert spell_policy(policy, header=["a header"], notes=notes) == text


def test_a_long_list_stands_on_many_lines():
    rule = KeyRule("k", values=dict.fromkeys(f"value-{n}" for n in range(40)))
    text = spell_policy(Policy(tags=(rule,)))
    assert "      - value-39\n" in text
    assert parse_policy(text, "written").tags == (rule,)

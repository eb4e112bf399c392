"""Which budgets are mine: both of AWS's filter forms, held against my tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_cost_tags.budgets.filters import EVERYTHING, Leaf, of_budget, of_expression
from jupyter_cost_tags.budgets.mine import Mine, counts_others, matches, why
from jupyter_cost_tags.budgets.words import filter_text

PROFILE = "arn:aws:sagemaker:us-east-1:111122223333:user-profile/d-1/ana"
OTHER = "arn:aws:sagemaker:us-east-1:111122223333:user-profile/d-1/ben"
MINE = Mine.of(
    {"project": "churn", "environment": "dev"},
    [("sagemaker:user-profile-arn", PROFILE), ("sagemaker:user-profile-arn", PROFILE.lower())],
    "111122223333",
)


def tag(key, *values, **more):
    return {"Tags": {"Key": key, "Values": list(values), **more}}


def old(**filters):
    return {"CostFilters": filters}


def keys(budget):
    tree = of_budget(budget, sees_expressions=True)
    return [match.key for match in matches(tree, MINE)]


@pytest.mark.parametrize(
    ("budget", "found"),
    [
        (old(TagKeyValue=["user:project$churn"]), ["project"]),
        (old(TagKeyValue=["project$churn"]), ["project"]),
        (old(TagKeyValue=["user:project$ranking", "user:project$churn"]), ["project"]),
        (old(TagKeyValue=["user:project$Churn"]), []),
        (old(TagKeyValue=["user:project$"]), []),
        (old(TagKeyValue=["user:project$", "user:project$churn"]), ["project"]),
        (
            old(TagKeyValue=["user:project$churn", "user:environment$dev"]),
            ["project", "environment"],
        ),
        (old(TagKeyValue=["user:project$churn", "user:environment$prod"]), []),
        (old(TagKeyValue=["user:project$churn"], Service=["Amazon SageMaker"]), ["project"]),
        (old(TagKeyValue=["user:project$churn"], LinkedAccount=["999988887777"]), []),
        (old(TagKeyValue=["user:project$churn"], LinkedAccount=["111122223333"]), ["project"]),
        (old(TagKeyValue=["aws:createdBy$x"]), []),
        (old(Service=["Amazon SageMaker"]), []),
        ({}, []),
        ({"FilterExpression": tag("project", "churn")}, ["project"]),
        ({"FilterExpression": tag("user:project", "churn")}, ["project"]),
        ({"FilterExpression": {"Not": tag("project", "churn")}}, []),
        ({"FilterExpression": {"Not": tag("project", "ranking")}}, []),
        (
            {"FilterExpression": {"And": [tag("project", "churn"), {"Not": tag("team", "x")}]}},
            ["project"],
        ),
        (
            {
                "FilterExpression": {
                    "Not": {"Or": [tag("team", "x"), {"Not": tag("project", "churn")}]}
                }
            },
            ["project"],
        ),
        (
            {"FilterExpression": {"And": [tag("project", "churn"), tag("environment", "prod")]}},
            [],
        ),
        (
            {"FilterExpression": {"Or": [tag("project", "ranking"), tag("environment", "dev")]}},
            ["environment"],
        ),
        ({"FilterExpression": tag("project", "chu", MatchOptions=["STARTS_WITH"])}, ["project"]),
        (
            {"FilterExpression": tag("project", "CHURN", MatchOptions=["CASE_INSENSITIVE"])},
            ["project"],
        ),
        ({"FilterExpression": {"Tags": {"Key": "project", "MatchOptions": ["ABSENT"]}}}, []),
        (
            {
                "FilterExpression": {
                    "And": [
                        tag("project", "churn"),
                        {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": ["999988887777"]}},
                    ]
                }
            },
            [],
        ),
    ],
)
def test_whose_a_budget_is(budget, found):
    assert keys(budget) == found


def test_a_profile_is_mine_whatever_the_case_of_its_arn():
    tree = of_budget(
        old(TagKeyValue=[f"user:sagemaker:user-profile-arn${PROFILE.upper()}"]),
        sees_expressions=True,
    )
    found = matches(tree, MINE)
    assert [(one.mark, one.value) for one in found] == [("user-profile", PROFILE)]
    assert why(found) == "it counts what your user profile ana uses"


def test_who_else_a_budget_counts():
    def others(*values):
        spelled = [f"user:sagemaker:user-profile-arn${value}" for value in values]
        tree = of_budget(old(TagKeyValue=spelled), sees_expressions=True)
        return counts_others(tree, matches(tree, MINE))

    assert not others(PROFILE)
    assert others(PROFILE, OTHER)
    by_project = of_expression(tag("project", "churn"))
    assert counts_others(by_project, matches(by_project, MINE))


def test_a_filter_that_the_sdk_may_have_dropped_is_not_known():
    assert of_budget({}, sees_expressions=False) is None
    assert of_budget({}, sees_expressions=True) == EVERYTHING
    known = of_budget(old(TagKeyValue=["user:project$churn"]), sees_expressions=False)
    assert known == Leaf("tag", "project", ("churn",))


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (tag("project", "churn"), "project is churn"),
        ({"Not": tag("project", "a", "b")}, "project is not a or b"),
        ({"Tags": {"Key": "project", "MatchOptions": ["ABSENT"]}}, "project is not set"),
        (
            {"And": [tag("project", "churn"), {"Dimensions": {"Key": "SERVICE", "Values": ["S"]}}]},
            "project is churn; service is S",
        ),
        ({"CostCategories": {"Key": "Team", "Values": ["A"]}}, "cost category Team is A"),
        (
            {"Or": [tag("project", "a"), tag("project", "b")]},
            "project is a or project is b",
        ),
        (
            {"And": [tag("team", "x"), {"Or": [tag("project", "a"), tag("project", "b")]}]},
            "A combination of: team is x; project is a; project is b",
        ),
    ],
)
def test_a_filter_in_words(expression, words):
    assert filter_text(of_expression(expression)) == words


def test_no_filter_is_the_whole_account():
    assert filter_text(EVERYTHING) == "All costs of the account."
    assert "can't be read" in filter_text(None)


leaf = st.builds(
    lambda key, values: tag(key, *values),
    st.sampled_from(["project", "environment", "team"]),
    st.lists(st.sampled_from(["churn", "ranking", "dev", "prod"]), min_size=1, unique=True),
)
expressions = st.recursive(
    leaf,
    lambda inner: st.one_of(
        inner.map(lambda one: {"Not": one}),
        st.lists(inner, min_size=2, max_size=3).map(lambda many: {"And": many}),
        st.lists(inner, min_size=2, max_size=3).map(lambda many: {"Or": many}),
    ),
    max_leaves=6,
)


def selects(expression, tags):
    """Tell whether a cost with these tags is selected: AWS's meaning, word by word."""
    ((operator, operand),) = expression.items()
    if operator == "Not":
        return not selects(operand, tags)
    if operator in ("And", "Or"):
        found = [selects(one, tags) for one in operand]
        return all(found) if operator == "And" else any(found)
    return tags.get(operand["Key"]) in operand["Values"]


@given(expressions)
def test_what_matches_is_what_aws_selects(expression):
    tags = {"project": "churn", "environment": "dev"}
    found = matches(of_expression(expression), Mine.of(tags, [], None))
    if found:
        assert selects(expression, tags)
    for match in found:
        assert tags[match.key] == match.value

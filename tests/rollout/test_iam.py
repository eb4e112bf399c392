"""Generated IAM policies and SCPs: what they refuse, what they must leave alone, their size."""

from __future__ import annotations

import json
import re

import pytest
from policies import GOOD, of_keys, sample

from jupyter_cost_tags.guard.operations import CREATES
from jupyter_cost_tags.policy.read import parse_policy
from jupyter_cost_tags.policy.tag_policy import from_tag_policy
from jupyter_cost_tags.rollout.actions import STUDIO_MAKES, held
from jupyter_cost_tags.rollout.documents import MANAGED_POLICY, SCP, packed
from jupyter_cost_tags.rollout.evaluate import EVERYTHING, evaluate, request
from jupyter_cost_tags.rollout.iam import Scope, iam_allow, iam_deny, scp

HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
JOB = f"{HEAD}:training-job/j1"
STUDIO = {
    "sagemaker:domain-arn": f"{HEAD}:domain/d-1",
    "sagemaker:user-profile-arn": f"{HEAD}:user-profile/d-1/ana",
}
ADMIN = "arn:aws:iam::111122223333:role/TagAdmin"


def contents(made):
    return [document.content for document in made.documents]


@pytest.fixture(params=["scp", "deny", "allow"])
def policies(request):
    """Documents that hold launches, with whatever else a role needs to have."""
    if request.param == "allow":
        return contents(iam_allow(sample(), Scope()))
    make = {"scp": scp, "deny": iam_deny}[request.param]
    return [EVERYTHING, *contents(make(sample(), Scope()))]


def denying(policy=None, *admins):
    return [EVERYTHING, *contents(iam_deny(policy or sample(), Scope(tag_admins=admins)))]


def launch(documents, tags=None, action="CreateTrainingJob", resource=JOB):
    return evaluate(documents, request(f"sagemaker:{action}", [resource], tags)).allowed


@pytest.mark.parametrize(
    ("tags", "allowed"),
    [
        (GOOD, True),
        ({**GOOD, **STUDIO}, True),
        ({**GOOD, **STUDIO, "anything": "else", "sagemaker-sdk:jumpstart-model-id": "x"}, True),
        (None, False),
        (STUDIO, False),
        ({"cost-center": "CC-4711"}, False),
        ({**GOOD, "environment": "qa"}, False),
        ({**GOOD, "environment": ""}, False),
        ({**GOOD, "environment": "Dev"}, False),
        ({"cost-center": "CC-4711", "Environment": "dev"}, False),
        ({**GOOD, "project": "NOT A PROJECT"}, True),
    ],
)
def test_a_launch(policies, tags, allowed):
    assert launch(policies, tags) is allowed


@pytest.mark.parametrize("operation", sorted(row.operation for row in held()))
def test_every_held_create_needs_the_keys(operation):
    row = next(row for row in held() if row.operation == operation)
    exempt = row.kind == "labeling-job"
    resource = f"{HEAD}:{row.kind}/one"
    assert launch(denying(), None, operation, resource) is exempt
    assert launch(denying(), GOOD, operation, resource)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("CreateApp", "app/d-1/ana/JupyterLab/default"),
        ("CreateSpace", "space/d-1/lab"),
        ("CreatePresignedDomainUrl", "user-profile/d-1/ana"),
        ("UpdateSpace", "space/d-1/lab"),
        ("ListApps", "*"),
    ],
)
@pytest.mark.parametrize("tags", [None, STUDIO, {"environment": "an old value"}])
def test_studio_stays_open(policies, action, resource, tags):
    arn = resource if resource == "*" else f"{HEAD}:{resource}"
    if action == "CreateApp" or tags is None:
        assert launch(policies, tags, action, arn)


def test_tagging_while_launching_is_allowed_and_is_all_that_is(policies):
    launching = request(
        "sagemaker:AddTags", [JOB], GOOD, sagemaker_TaggingAction="CreateTrainingJob"
    )
    assert evaluate(policies, launching).allowed
    if EVERYTHING not in policies:
        assert not evaluate(policies, request("sagemaker:AddTags", [JOB], GOOD)).allowed


@pytest.mark.parametrize(
    ("action", "keys", "allowed"),
    [
        ("DeleteTags", ["environment"], False),
        ("DeleteTags", ["x", "team"], False),
        ("DeleteTags", ["project", "x"], True),
        ("DeleteTags", ["sagemaker:domain-arn"], False),
        ("AddTags", ["team"], False),
        ("AddTags", ["sagemaker:user-profile-arn"], False),
        ("AddTags", ["AmazonDataZoneProject"], False),
        ("AddTags", ["project"], True),
    ],
)
def test_who_may_delete_or_fake_tags(action, keys, allowed):
    by_admin = {"aws_PrincipalArn": ADMIN}
    tags = dict.fromkeys(keys, "x") if action == "AddTags" else None
    more = {} if tags else {"aws_TagKeys": keys}
    asked = request(f"sagemaker:{action}", [JOB], tags, **more)
    assert evaluate(denying(), asked).allowed is allowed
    admins = denying(None, "arn:aws:iam::*:role/TagAdmin*")
    assert evaluate(admins, request(asked.action, [JOB], tags, **more, **by_admin)).allowed
    other = {"aws_PrincipalArn": "arn:aws:iam::111122223333:role/ds"}
    assert evaluate(admins, request(asked.action, [JOB], tags, **more, **other)).allowed is allowed


def test_a_refused_value_can_not_be_written_later():
    assert not evaluate(
        denying(), request("sagemaker:AddTags", [JOB], {"environment": "qa"})
    ).allowed
    assert evaluate(denying(), request("sagemaker:AddTags", [JOB], {"environment": "prod"})).allowed


def test_a_pipelines_own_tags_may_be_written_back_as_the_sdk_does():
    asked = request("sagemaker:AddTags", [f"{HEAD}:pipeline/p"], {**GOOD, **STUDIO})
    assert evaluate(denying(), asked).allowed


def test_exempt_kinds_and_names(policies):
    assert launch(policies, None, "CreateLabelingJob", f"{HEAD}:labeling-job/l")
    assert launch(policies, None, resource=f"{HEAD}:training-job/smoke-7")
    assert not launch(policies, None, resource=f"{HEAD}:training-job/a-smoke-7")


@pytest.mark.parametrize(("make", "limit"), [(scp, SCP), (iam_deny, MANAGED_POLICY)])
def test_many_exempt_names_are_split_and_stay_exempt(make, limit):
    policy = parse_policy(
        "version: 1\ntags: [{key: a, required: true}]\n"
        'exempt: {name_patterns: ["test-[0-9]-.*", "tmp[0-9].*"]}\n',
        "x",
    )
    made = make(policy, Scope())
    assert all(document.size <= limit.characters for document in made.documents)
    documents = [EVERYTHING, *contents(made)]
    for row in held():
        for name, allowed in (("test-7-x", True), ("tmp3", True), ("test-x-7", False)):
            arn = f"{HEAD}:{row.kind}/{name}"
            assert launch(documents, None, row.operation, arn) is allowed, (row.kind, name)


def test_what_iam_can_not_say_is_noted_and_never_narrower():
    policy = of_keys(("project", ', pattern: "[a-z][a-z0-9-]{2,40}"'))
    made = iam_deny(policy, Scope())
    (note,) = [note for note in made.notes if note.code == "pattern-widened"]
    assert "???*" in note.message
    assert note.key == "project"
    assert launch(denying(policy), {"project": "churn"})
    assert not launch(denying(policy), {"project": "ab"})


def test_an_exempt_name_that_iam_can_not_say_is_not_exempt():
    text = 'version: 1\ntags: [{key: a, required: true}]\nexempt: {name_patterns: ["[a-z]{9}"]}\n'
    policy = parse_policy(text, "x")
    assert "exempt-name-not-expressible" in [n.code for n in iam_deny(policy, Scope()).notes]
    assert not launch(denying(policy), None, resource=f"{HEAD}:training-job/abcdefghi")


def test_a_key_that_may_have_any_value_can_not_be_empty():
    policy = of_keys(("owner", ""))
    assert launch(denying(policy), {"owner": "ana"})
    assert not launch(denying(policy), {"owner": ""})


def test_too_many_values_are_said_and_the_key_is_asked_for():
    values = ", ".join(f"CC-{n:05}-department" for n in range(400))
    made = iam_deny(of_keys(("cost-center", f", values: [{values}]")), Scope())
    assert "too-many-values" in [note.code for note in made.notes]
    assert all(document.size <= MANAGED_POLICY.characters for document in made.documents)


@pytest.mark.parametrize(("make", "limit"), [(scp, SCP), (iam_deny, MANAGED_POLICY)])
def test_documents_are_split_below_the_limit_and_lose_nothing(make, limit):
    policy = of_keys(*((f"key-{n}", ", values: [one, two, three]") for n in range(18)))
    made = make(policy, Scope())
    assert len(made.documents) > 1
    assert all(document.size <= limit.characters for document in made.documents)
    sids = [s["Sid"] for document in made.documents for s in document.content["Statement"]]
    assert len(sids) == len(set(sids)) == 18 * 4 + 2
    good = {f"key-{n}": "two" for n in range(18)}
    documents = [EVERYTHING, *contents(made)]
    assert launch(documents, good)
    assert not any(launch(documents, {**good, key: "four"}) for key in good)
    assert ("too-many-documents" in [n.code for n in made.notes]) is (limit is SCP)


def test_sizes_are_counted_as_aws_does():
    (document,) = packed("x", [{"Sid": "A B", "Effect": "Deny"}], SCP)
    assert document.size == len(document.text)
    (document,) = packed("x", [{"Sid": "A B", "Effect": "Deny"}], MANAGED_POLICY)
    assert document.size == len(document.text) - 1


def test_keys_of_other_scripts_make_ascii_documents_and_valid_sids():
    made = iam_deny(
        of_keys(("Kostenstelle Süd", ""), ("部門", ""), ("kostenstelle-süd", "")), Scope()
    )
    for document in made.documents:
        assert document.text.isascii()
        for statement in document.content["Statement"]:
            assert re.fullmatch(r"[A-Za-z0-9]+", statement["Sid"])


def test_only_known_tag_taking_creates_are_named():
    known = {f"sagemaker:{row.operation}" for row in CREATES}
    named = set(re.findall(r"sagemaker:Create\w+", json.dumps(contents(scp(sample(), Scope())))))
    assert named <= known
    assert not named & {f"sagemaker:{operation}" for operation in STUDIO_MAKES}


def test_the_article_would_shut_studio_out_and_ours_does_not():
    article = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Action": ["sagemaker:CreateTrainingJob"],
            "Resource": "*",
            "Condition": {
                "StringEquals": {"aws:RequestTag/environment": ["dev", "staging", "prod"]},
                "ForAllValues:StringEquals": {"aws:TagKeys": ["environment", "cost-center"]},
            },
        },
    }
    assert launch([article], GOOD)
    assert not launch([article], {**GOOD, **STUDIO})
    assert launch(contents(iam_allow(sample(), Scope())), {**GOOD, **STUDIO})


def of_some_kinds():
    """A tag policy asks for a key of some kinds only."""
    content = {
        "tags": {
            "owner": {"tag_key": "owner", "report_required_tag_for": ["sagemaker:ALL_SUPPORTED"]},
            "team": {
                "tag_key": "team",
                "tag_value": ["a", "b*"],
                "report_required_tag_for": ["sagemaker:endpoint"],
            },
        }
    }
    return from_tag_policy(content, {}).policy


@pytest.mark.parametrize("make", [iam_deny, iam_allow])
@pytest.mark.parametrize(
    ("kind", "tags", "allowed"),
    [
        ("TrainingJob training-job", {"owner": "x"}, True),
        ("TrainingJob training-job", {"owner": "x", "team": "other"}, True),
        ("TrainingJob training-job", {"team": "a"}, False),
        ("Endpoint endpoint", {"owner": "x"}, False),
        ("Endpoint endpoint", {"owner": "x", "team": "bb"}, True),
        ("Endpoint endpoint", {"owner": "x", "team": "other"}, False),
        ("Endpoint endpoint", {"owner": "x", "Team": "a"}, False),
    ],
)
def test_a_key_that_is_required_of_some_kinds_only(make, kind, tags, allowed):
    documents = contents(make(of_some_kinds(), Scope()))
    documents += [EVERYTHING] if make is iam_deny else []
    noun, name = kind.split()
    assert launch(documents, tags, f"Create{noun}", f"{HEAD}:{name}/one") is allowed

"""The SNS topic policy that lets Budgets publish, and nobody else by its name.

AWS docs cost-management/latest/userguide/budgets-sns-policy: without it no alert arrives.
"""

from __future__ import annotations

import json
from typing import Any

from ..aws import Aws
from ..problems import BadRequest
from .change import Step

SID = "CostTagsBudgetsPublish"
Document = dict[str, Any]


def statement(topic: str, account: str) -> Document:
    """Return the statement: this account's budgets only, so that no other's can use the topic."""
    partition = topic.split(":")[1]
    return {
        "Sid": SID,
        "Effect": "Allow",
        "Principal": {"Service": "budgets.amazonaws.com"},
        "Action": "SNS:Publish",
        "Resource": topic,
        "Condition": {
            "StringEquals": {"aws:SourceAccount": account},
            "ArnLike": {"aws:SourceArn": f"arn:{partition}:budgets::{account}:*"},
        },
    }


def key_statement(account: str, partition: str) -> Document:
    """Return what the key of an encrypted topic must allow as well."""
    return {
        "Sid": SID,
        "Effect": "Allow",
        "Principal": {"Service": "budgets.amazonaws.com"},
        "Action": ["kms:GenerateDataKey*", "kms:Decrypt"],
        "Resource": "*",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": account},
            "ArnLike": {"aws:SourceArn": f"arn:{partition}:budgets::{account}:*"},
        },
    }


def merged(policy: Document, wanted: Document) -> Document | None:
    """Return a topic's policy with the statement; None where it has it, every other one kept."""
    given = policy.get("Statement") or []
    statements = given if isinstance(given, list) else [given]
    if wanted in statements:
        return None
    others = [one for one in statements if one.get("Sid") != SID]
    return {"Version": "2012-10-17", **policy, "Statement": [*others, wanted]}


def topic_steps(
    aws: Aws, account: str, topic: str, *, apply: bool
) -> tuple[list[Step], dict[str, Document], list[str]]:
    """Return what lets Budgets publish: the steps if they are to be applied, and the documents.

    Raises `BadRequest` for a policy that can't be read.
    """
    wanted = statement(topic, account)
    documents = {"topic_policy_statement": wanted}
    if not apply:
        note = (
            "The topic's policy must have topic_policy_statement, or no alert arrives: add it by"
            " hand, or with --topic-policy apply."
        )
        return [], documents, [note]
    region = topic.split(":")[3]
    told = aws.call(
        "sns", "GetTopicAttributes", region=region, expects=("Attributes",), TopicArn=topic
    )["Attributes"]
    notes = []
    if told.get("KmsMasterKeyId"):
        documents["key_policy_statement"] = key_statement(account, topic.split(":")[1])
        notes.append(
            "The topic is encrypted: its key's policy must have key_policy_statement as well;"
            " the AWS managed key alias/aws/sns can't."
        )
    try:
        policy = merged(json.loads(told.get("Policy") or "{}"), wanted)
    except (AttributeError, ValueError):
        raise BadRequest(
            "The topic's policy can't be read, so that nothing was added to it.",
            code="topic-policy-unread",
            action="Add topic_policy_statement by hand.",
        ) from None
    if policy is None:
        return [], documents, notes
    parameters = {
        "TopicArn": topic,
        "AttributeName": "Policy",
        "AttributeValue": json.dumps(policy),
    }
    return [Step("sns", "SetTopicAttributes", parameters, region)], documents, notes

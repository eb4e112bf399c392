"""A notebook instance: it stands alone, and its tags go no further."""

from __future__ import annotations

from ...aws import Aws
from ...problems import AwsTrouble
from .member import Group, Member

_NO_FURTHER = (
    "Jobs that are launched from a notebook instance don't get its tags: each job needs its own."
)


def notebook_group(aws: Aws, arn: str, name: str) -> Group:
    """Return a notebook instance, tags not read yet; one request.

    Raises the `CostTagsError` of one that is gone (`not-found`), and of credentials.
    """
    group = Group(notes=[_NO_FURTHER])
    try:
        told = aws.call(
            "sagemaker",
            "DescribeNotebookInstance",
            expects=("NotebookInstanceStatus",),
            NotebookInstanceName=name,
        )
    except AwsTrouble as error:
        if error.code == "not-found":
            raise
        group.members.append(Member("notebook-instance", arn, name))
        group.lacks("The notebook instance's status isn't known", error)
        return group
    status, created = str(told["NotebookInstanceStatus"]), told.get("CreationTime")
    group.members.append(Member("notebook-instance", arn, name, status, created))
    return group

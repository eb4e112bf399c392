"""The only package that imports boto3: clients, errors, paging, the call meter."""

from .calls import Aws
from .settings import AwsSettings
from .tagging import list_tags, tag_map

__all__ = ["Aws", "AwsSettings", "list_tags", "tag_map"]

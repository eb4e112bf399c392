"""Who the user is billed as: the Studio metadata file, then what AWS says of it."""

from .metadata import Metadata, MetadataUnreadable, read_metadata
from .resolve import Identity, resolve

__all__ = ["Identity", "Metadata", "MetadataUnreadable", "read_metadata", "resolve"]

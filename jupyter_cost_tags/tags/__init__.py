"""Tags: their grammar, the verdict on them, and changing them safely."""

"""The policy: which tags, which values, how strictly; an admin's file is the floor."""

"""Loads the launch guard of jupyter-cost-tags into every kernel of this environment."""

# `extra_extensions`, and that alone: a second list that is appended to doubles the users' own again
# and again while a kernel starts.
c.InteractiveShellApp.extra_extensions.append("jupyter_cost_tags")  # noqa: F821

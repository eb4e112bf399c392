"""The demo: an embedded AWS with a believable company, and JupyterLab beside it."""

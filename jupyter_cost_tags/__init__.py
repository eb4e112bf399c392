"""SageMaker cost-allocation tags, untagged jobs and spend, inside JupyterLab."""


def __getattr__(name: str) -> str:
    """Look the version up on demand; importing the package stays free."""
    if name != "__version__":
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib.metadata import version  # noqa: PLC0415  (only when asked)

    return version("jupyter-cost-tags")


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Tell JupyterLab where the prebuilt front end is."""
    return [{"src": "labextension", "dest": "jupyter-cost-tags"}]


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    """Tell the Jupyter server what to load."""
    from .extension import CostTags  # noqa: PLC0415  (importing the package stays free)

    return [{"module": "jupyter_cost_tags", "app": CostTags}]


def load_ipython_extension(ip: object) -> None:
    """Load the launch guard into a kernel: `%load_ext jupyter_cost_tags`."""
    from .guard import load_ipython_extension as load  # noqa: PLC0415  (only when asked)

    load(ip)


def unload_ipython_extension(ip: object) -> None:
    """Take the launch guard out of a kernel."""
    from .guard import unload_ipython_extension as unload  # noqa: PLC0415

    unload(ip)

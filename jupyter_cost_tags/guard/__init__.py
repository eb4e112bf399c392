"""The launch guard: no SageMaker job leaves a notebook untagged.

Kernel side: standard library and botocore only, and nothing of the rest of the package, so that it
also works from a copy in another environment. `install()` is for scripts; kernels load it by
themselves (`ipython_config.py`), or with `%load_ext jupyter_cost_tags`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .guard import Guard
    from .hook import Hook

_hooks: list[Hook] = []  # one at most


def install() -> Guard:
    """See every SageMaker call of this process from now on; once is enough.

    Clients that exist already are seen too. Neither boto3 nor AWS is touched.
    """
    if not _hooks:
        from .guard import Guard  # noqa: PLC0415  (importing the package stays free)
        from .hook import Hook  # noqa: PLC0415

        hook = Hook(Guard())
        hook.install()
        _hooks.append(hook)
    guard = _hooks[0].guard
    guard.active = True
    return guard


def load_ipython_extension(ip: Any) -> None:
    """Put the guard and its magics into a kernel; a fault never keeps the kernel from starting."""
    try:
        from .kernel import load  # noqa: PLC0415

        load(ip, install())
    except Exception as error:  # noqa: BLE001
        import logging  # noqa: PLC0415

        kind = type(error).__name__
        logging.getLogger(__name__).warning("The launch guard did not load (%s).", kind)


def unload_ipython_extension(ip: Any) -> None:
    """Let calls go out as they are again."""
    from .kernel import unload  # noqa: PLC0415

    unload(ip)
    for hook in _hooks:
        hook.guard.active = False

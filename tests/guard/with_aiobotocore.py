"""Launch with aiobotocore: a client made before the guard, one made after it."""

import asyncio

from aiobotocore.session import get_session
from trained import training

from jupyter_cost_tags import guard


async def main():
    early = get_session()
    async with early.create_client("sagemaker") as client:
        guard.install()
        await client.create_training_job(**training("early"))
    async with get_session().create_client("sagemaker") as client:
        await client.create_training_job(**training("late"))


asyncio.run(main())

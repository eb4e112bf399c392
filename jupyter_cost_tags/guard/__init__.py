"""The launch guard: no SageMaker job leaves a notebook untagged.

Kernel side: standard library and botocore only, and nothing of the rest of the package, so that it
also works from a copy in another environment.
"""

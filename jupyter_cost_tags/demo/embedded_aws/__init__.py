"""The embedded AWS: one loopback process that answers real boto3 clients as strictly as AWS."""

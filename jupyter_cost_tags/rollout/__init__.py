"""Rolling out to an account: the policy turned into what AWS itself enforces, and its trial."""

"""What accrues cost now: apps, endpoints, jobs and notebook instances, and how to stop them."""

"""Budgets and cost anomalies: what is read, what is mine, what is created."""

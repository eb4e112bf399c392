"""What the server and the command line can do: one entry per operation."""

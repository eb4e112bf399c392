"""What kernels go by and what they launched: the files between the server and the guards."""

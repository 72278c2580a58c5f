"""What the server of the lab decides: who may come in, what runs, what is uploaded."""

"""Whole server processes: under load, told to stop, and with hostile company."""

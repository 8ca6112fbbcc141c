"""The family of stores; the file name is the setting."""

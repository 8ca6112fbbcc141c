"""The family of loaders; the file name is the setting."""

"""The family of rewriters; the file name is the setting."""

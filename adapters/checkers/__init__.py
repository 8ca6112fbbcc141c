"""The family of checkers; the file name is the setting."""

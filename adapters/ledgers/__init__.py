"""The family of ledgers; the file name is the setting."""

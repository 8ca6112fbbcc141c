"""The family of embedders; the file name is the setting."""

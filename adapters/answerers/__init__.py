"""The family of answerers; the file name is the setting."""

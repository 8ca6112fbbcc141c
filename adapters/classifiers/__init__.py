"""The family of classifiers; the file name is the setting."""

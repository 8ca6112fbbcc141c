"""The family of loaders: one format a file, each with `SUFFIXES` and `load(data, name)`."""

"""The family of contextualisers; the file name is the setting."""

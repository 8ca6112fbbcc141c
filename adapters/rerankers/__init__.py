"""The family of rerankers; the file name is the setting."""

"""The compiled graph, and what is needed to run it."""

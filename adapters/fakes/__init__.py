"""Servers that speak the vendors' protocols on this machine: for tests, yours too."""

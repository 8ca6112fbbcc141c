"""Trivium over HTTP: an OpenAI-compatible chat, documents, receipts, and a page to ask on."""

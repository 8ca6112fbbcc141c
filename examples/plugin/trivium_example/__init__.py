"""A store, a reranker and a route from outside of Trivium."""

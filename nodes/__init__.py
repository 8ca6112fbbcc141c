"""One verb a file. A node is a function: state, services and context in, the changed keys out."""

"""The command line: one file a command, which says on a screen what the library does."""

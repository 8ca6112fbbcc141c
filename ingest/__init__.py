"""From files to passages in the store: walk, extract, split, put, embed."""

"""Source code and configuration: one fence around the whole file."""

from __future__ import annotations

from pathlib import PurePath

from ..extracts import Extract, fenced
from .text import decode

SUFFIXES = tuple(
    """.py .pyi .js .mjs .cjs .jsx .ts .tsx .java .kt .kts .scala .groovy .go .rs .c .h .cc .cpp
    .hpp .cs .fs .vb .swift .m .mm .rb .php .pl .pm .lua .r .jl .ex .exs .erl .hs .ml .clj
    .dart .sh .bash .zsh .fish .ps1 .bat .sql .graphql .proto .tf .hcl .nix .vue .svelte .css
    .scss .less .xml .xsd .yaml .yml .toml .ini .cfg .conf .properties .cmake .gradle
    dockerfile makefile""".split()
)


def load(data: bytes, name: str) -> Extract:
    """Return the code; the title is the file's name, which is what people ask for."""
    text = decode(data, name)
    # A fence inside (an example in a comment) would end this one: an apostrophe breaks it.
    inner = text.replace("\n```", "\n'``")
    file = PurePath(name)
    return Extract(text=fenced(inner.strip("\n"), file.suffix[1:]), title=file.name)

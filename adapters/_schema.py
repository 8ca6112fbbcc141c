"""The tables of the embedded members, as steps from one schema version to the next."""

from __future__ import annotations

# A passage's number is its document's number times this, plus its ordinal: the words index and
# the matrix know a hit's document, and so whether it may be seen, without looking it up.
PASSAGES_PER_DOCUMENT = 1 << 20

_FIRST = (
    """CREATE TABLE documents (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        tenant TEXT NOT NULL,
        public INTEGER NOT NULL,
        title TEXT NOT NULL,
        source TEXT NOT NULL,
        version TEXT NOT NULL,
        url TEXT NOT NULL,
        pages TEXT NOT NULL,
        updated REAL NOT NULL,
        tokens INTEGER NOT NULL,
        passages INTEGER NOT NULL,
        pending INTEGER NOT NULL
    )""",
    "CREATE INDEX documents_by_tenant ON documents (tenant, id)",
    """CREATE TABLE groups (
        document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
        name TEXT NOT NULL,
        PRIMARY KEY (document, name)
    ) WITHOUT ROWID""",
    """CREATE TABLE texts (
        document INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
        text TEXT NOT NULL
    )""",
    """CREATE TABLE passages (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        start INTEGER NOT NULL,
        stop INTEGER NOT NULL,
        page INTEGER NOT NULL,
        context TEXT NOT NULL,
        text TEXT NOT NULL,
        line INTEGER
    )""",
    "CREATE INDEX passages_pending ON passages (number) WHERE line IS NULL",
    """CREATE TABLE sentences (
        passage INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE,
        vectors BLOB NOT NULL
    )""",
    """CREATE VIRTUAL TABLE words USING fts5 (
        heading, text, content='', tokenize='porter unicode61'
    )""",
    "CREATE TABLE tenants (name TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID",
    """CREATE TABLE matrix (
        generation INTEGER NOT NULL,
        origin TEXT NOT NULL,
        dimensions INTEGER NOT NULL,
        lines INTEGER NOT NULL,
        dead INTEGER NOT NULL,
        passages INTEGER NOT NULL
    )""",
    "INSERT INTO matrix VALUES (0, '', 0, 0, 0, 0)",
    """CREATE TABLE receipts (
        id TEXT PRIMARY KEY,
        tenant TEXT NOT NULL,
        user TEXT NOT NULL,
        at REAL NOT NULL,
        body TEXT NOT NULL
    )""",
    "CREATE INDEX receipts_by_user ON receipts (tenant, user, at)",
    "CREATE INDEX receipts_by_time ON receipts (tenant, at)",
    """CREATE TABLE quoted (
        document TEXT NOT NULL,
        receipt TEXT NOT NULL REFERENCES receipts ON DELETE CASCADE,
        PRIMARY KEY (document, receipt)
    ) WITHOUT ROWID""",
)

# What a receipt quotes of a document that was deleted while it was being written goes too.
_FORGOTTEN = ("CREATE TABLE forgotten (document TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID",)

# What a model wrote of a passage's place, and what it wrote before the document was stored with it.
_SITUATED = (
    "ALTER TABLE passages ADD COLUMN about TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE situated (
        passage TEXT PRIMARY KEY,
        document TEXT NOT NULL,
        at REAL NOT NULL,
        about TEXT NOT NULL
    ) WITHOUT ROWID""",
)

# A receipt may be in several threads, once one was forked. Of a deleted one it stays for two days
# that it was asked, or deleting would give back what a day allows. Documents say who added them.
_TURNS = (
    """CREATE TABLE turns (
        tenant TEXT NOT NULL,
        user TEXT NOT NULL,
        thread TEXT NOT NULL,
        at REAL NOT NULL,
        receipt TEXT NOT NULL REFERENCES receipts ON DELETE CASCADE,
        PRIMARY KEY (tenant, user, thread, at, receipt)
    ) WITHOUT ROWID""",
    """INSERT INTO turns
        SELECT tenant, user, json_extract(body, '$.thread'), at, id FROM receipts
        WHERE json_extract(body, '$.thread') <> ''""",
    "CREATE INDEX turns_by_receipt ON turns (receipt)",
    "CREATE INDEX quoted_by_receipt ON quoted (receipt)",
    "CREATE TABLE spent (tenant TEXT NOT NULL, asker TEXT NOT NULL, at REAL NOT NULL)",
    "CREATE INDEX spent_by_time ON spent (tenant, at)",
    "ALTER TABLE documents ADD COLUMN added_by TEXT NOT NULL DEFAULT ''",
)

STEPS = (_FIRST, _FORGOTTEN, _SITUATED, _TURNS)

-- A ledger of form 1, as its first program wrote it.
PRAGMA journal_mode = WAL;
CREATE TABLE issues (
  id INTEGER PRIMARY KEY, brief TEXT NOT NULL, month TEXT NOT NULL, version INTEGER NOT NULL, created INTEGER NOT NULL,
  UNIQUE (brief, month, version)
) STRICT;
CREATE TABLE issue_editions (
  issue INTEGER NOT NULL REFERENCES issues (id), name TEXT NOT NULL, digest TEXT NOT NULL,
  PRIMARY KEY (issue, name)
) STRICT;
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY, issue INTEGER NOT NULL REFERENCES issues (id), key TEXT NOT NULL, address TEXT NOT NULL, name TEXT NOT NULL,
  edition TEXT NOT NULL, form TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('planned', 'frozen', 'sending', 'accepted', 'refused', 'deferred', 'unknown', 'expired', 'withdrawn')),
  delivery_id TEXT NOT NULL DEFAULT '', message_id TEXT NOT NULL DEFAULT '', sha256 TEXT NOT NULL DEFAULT '', bytes INTEGER NOT NULL DEFAULT 0, date INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0, first_try INTEGER NOT NULL DEFAULT 0, last_try INTEGER NOT NULL DEFAULT 0, next_try INTEGER NOT NULL DEFAULT 0,
  server TEXT NOT NULL DEFAULT '', answer TEXT NOT NULL DEFAULT '', updated INTEGER NOT NULL,
  UNIQUE (issue, key)
) STRICT;
CREATE INDEX deliveries_by_state ON deliveries (issue, state, next_try);
CREATE TABLE events (
  id INTEGER PRIMARY KEY, delivery INTEGER NOT NULL REFERENCES deliveries (id), at INTEGER NOT NULL, state TEXT NOT NULL, attempt INTEGER NOT NULL,
  answer TEXT NOT NULL, by TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_delivery ON events (delivery);
CREATE TABLE sender (id INTEGER PRIMARY KEY CHECK (id = 1), pid INTEGER NOT NULL, issue INTEGER NOT NULL, since INTEGER NOT NULL, stop INTEGER NOT NULL) STRICT;
INSERT INTO issues VALUES (1, 'small', '2026-02', 1, 1773475200000);
INSERT INTO issue_editions VALUES (1, 'small', 'd1');
INSERT INTO deliveries (issue, key, address, name, edition, form, state, attempts, updated) VALUES (1, 'a@example.org', 'a@example.org', 'A', 'small', 'attachment', 'accepted', 1, 1773475200000);
INSERT INTO deliveries (issue, key, address, name, edition, form, state, attempts, updated) VALUES (1, 'b@example.org', 'b@example.org', 'B', 'small', 'attachment', 'unknown', 1, 1773475200000);
PRAGMA user_version = 1;

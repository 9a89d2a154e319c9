-- Approvals of form 1.
CREATE TABLE approval (id INTEGER PRIMARY KEY, edition TEXT NOT NULL, manifest TEXT NOT NULL, who TEXT NOT NULL, time TEXT NOT NULL, withdrawn TEXT) STRICT;
INSERT INTO approval VALUES (1, '2026-02/small', 'm1', 'Ana', '2026-03-12T08:00:00.000Z', NULL);
PRAGMA user_version = 1;

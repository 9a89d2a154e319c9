-- The job's record of form 1.
CREATE TABLE step (subject TEXT NOT NULL, step TEXT NOT NULL, state TEXT NOT NULL, detail TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (subject, step)) STRICT;
CREATE TABLE notice (id INTEGER PRIMARY KEY CHECK (id = 1), fingerprint TEXT NOT NULL, time INTEGER NOT NULL) STRICT;
CREATE TABLE lease (id INTEGER PRIMARY KEY CHECK (id = 1), holder TEXT NOT NULL, pid INTEGER NOT NULL, host TEXT NOT NULL, until INTEGER NOT NULL) STRICT;
INSERT INTO step VALUES ('2026-02/small', 'send', 'done', '2 accepted', 1773475200000);
PRAGMA user_version = 1;

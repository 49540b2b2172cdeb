-- Kommunen over time. Both tables are a function of the shared files kommunen/…; meta 'kommunen' says of which ones they were made, so
-- that they are made anew where it does not fit (after this migration, too).
DROP TABLE kommune;
CREATE TABLE kommune (           -- every Kommune of any Gemeindeverzeichnis, as last known
	id         TEXT PRIMARY KEY,
	name       TEXT NOT NULL,
	art        TEXT NOT NULL,
	ars        TEXT NOT NULL,
	kreis      TEXT NOT NULL,
	verband    TEXT NOT NULL,
	plz        TEXT NOT NULL,
	einwohner  INTEGER NOT NULL,
	stand      TEXT NOT NULL,    -- Gebietsstand of the last directory that holds it
	is_current INTEGER NOT NULL, -- that is the newest one
	search     TEXT NOT NULL     -- folded, once with ü as ue, once as u
) STRICT, WITHOUT ROWID;

CREATE TABLE kommune_version (   -- the same values in all directories from first to last
	id      TEXT NOT NULL,
	first   TEXT NOT NULL,
	last    TEXT NOT NULL,
	name    TEXT NOT NULL,
	ars     TEXT NOT NULL,
	kreis   TEXT NOT NULL,
	verband TEXT NOT NULL,
	PRIMARY KEY (id, first)
) STRICT, WITHOUT ROWID;

CREATE INDEX value_successor ON value (key, entity) WHERE field = 'successor' AND is_shown = 1;

-- The database of one laptop (design 3). Tables local_… belong to this installation and are never compared or synced; all others are a
-- function of the set of ops known: same ops, any order of arrival, same content. Ids are stamps in their text form, which sorts.

CREATE TABLE meta (              -- undertaking, founder, max_n
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE op (                -- the log: the truth of which all that follows is a projection
	id     TEXT PRIMARY KEY,
	device TEXT NOT NULL,
	line   TEXT NOT NULL,        -- as in the batch
	batch  INTEGER CHECK (batch >= 1), -- number of the first batch of its device that holds it; NULL: not sealed yet
	state  TEXT NOT NULL CHECK (state IN ('applied', 'pending', 'unknown'))
) STRICT, WITHOUT ROWID;
CREATE INDEX op_unsealed ON op (id) WHERE batch IS NULL;
CREATE INDEX op_waiting ON op (state, id) WHERE state <> 'applied';
CREATE INDEX op_device ON op (device, batch);

CREATE TABLE text (              -- erasable texts, apart from their ops
	hash  TEXT PRIMARY KEY,
	op    TEXT NOT NULL DEFAULT '',  -- the op that holds the hash; '' while that is not known
	slot  TEXT NOT NULL DEFAULT '',
	salt  TEXT,
	text  TEXT,                  -- NULL: not here (yet), or erased
	erased_at TEXT               -- day of the redaction
) STRICT, WITHOUT ROWID;

CREATE INDEX text_erased ON text (erased_at) WHERE erased_at IS NOT NULL;
CREATE INDEX text_op ON text (op);

CREATE TABLE entity (
	id           TEXT PRIMARY KEY,
	type         TEXT NOT NULL,
	created      TEXT,           -- first add known; NULL: changes came before it, not shown yet
	is_retracted INTEGER NOT NULL DEFAULT 0,
	n_diff       INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX entity_type ON entity (type, id);
CREATE INDEX entity_diff ON entity (type, id) WHERE n_diff > 0;

CREATE TABLE value (             -- every change of every field: the history, and in it the heads
	entity    TEXT NOT NULL,
	field     TEXT NOT NULL,     -- field of the op table; 'add': the add itself with its fixed slots; 'result': of an Anbindung or Stelle
	key       TEXT NOT NULL,     -- '' unless keyed; results: step/env/instance
	op        TEXT NOT NULL,
	slots     TEXT NOT NULL,     -- JSON
	is_hidden INTEGER NOT NULL DEFAULT 0,
	is_head   INTEGER NOT NULL DEFAULT 0,
	is_shown  INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (entity, field, key, op)
) STRICT, WITHOUT ROWID;

CREATE INDEX value_result ON value (slots, entity, key, op) WHERE field = 'result' AND is_shown = 1;

CREATE TABLE edge (              -- child names parent in its base
	entity TEXT NOT NULL,
	field  TEXT NOT NULL,
	key    TEXT NOT NULL,
	parent TEXT NOT NULL,
	child  TEXT NOT NULL,
	PRIMARY KEY (entity, field, key, parent, child)
) STRICT, WITHOUT ROWID;

CREATE TABLE link (              -- shown references between entities: comments on an obstacle, visits of an Anbindung …
	target TEXT NOT NULL,
	type   TEXT NOT NULL,        -- of the entity that refers
	slot   TEXT NOT NULL,
	entity TEXT NOT NULL,
	field  TEXT NOT NULL,
	key    TEXT NOT NULL,
	PRIMARY KEY (target, type, slot, entity, field, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_entity ON link (entity, field, key);

CREATE TABLE obstacle (          -- what the board of obstacles sorts, filters and shows; one row for each entity of that type
	id          TEXT PRIMARY KEY,
	is_listed   INTEGER NOT NULL,  -- created and not withdrawn
	is_open     INTEGER NOT NULL,  -- status is none of behoben, umgangen, zurueckgestellt, keine_huerde
	anbindung   TEXT NOT NULL,
	kommune     TEXT NOT NULL,
	land        TEXT NOT NULL,
	leistung    TEXT NOT NULL,
	title       TEXT NOT NULL,
	category    TEXT NOT NULL,
	punkte      TEXT NOT NULL,
	severity    TEXT NOT NULL,
	status      TEXT NOT NULL,
	responsible TEXT NOT NULL,
	level       TEXT NOT NULL,
	steps       TEXT NOT NULL,
	due         TEXT NOT NULL,
	n_diff      INTEGER NOT NULL,
	search      TEXT NOT NULL      -- folded title, description, solution, name of the Kommune
) STRICT;
CREATE INDEX obstacle_listed ON obstacle (is_listed, id);
CREATE INDEX obstacle_open ON obstacle (id) WHERE is_listed = 1 AND is_open = 1;
CREATE INDEX obstacle_anbindung ON obstacle (anbindung, id);
CREATE VIRTUAL TABLE obstacle_fts USING fts5(search, content='obstacle', content_rowid='rowid', tokenize='trigram');
CREATE TRIGGER obstacle_insert AFTER INSERT ON obstacle BEGIN
	INSERT INTO obstacle_fts(rowid, search) VALUES (new.rowid, new.search);
END;
CREATE TRIGGER obstacle_update AFTER UPDATE OF search ON obstacle WHEN old.search IS NOT new.search BEGIN
	INSERT INTO obstacle_fts(obstacle_fts, rowid, search) VALUES ('delete', old.rowid, old.search);
	INSERT INTO obstacle_fts(rowid, search) VALUES (new.rowid, new.search);
END;

CREATE TABLE authority (         -- who may lead and who is blocked, evaluated in stamp order from the founder on
	device        TEXT PRIMARY KEY,
	role          TEXT NOT NULL,
	blocked_after INTEGER        -- last accepted batch; NULL: not blocked
) STRICT, WITHOUT ROWID;

CREATE TABLE batch (             -- batches imported or sealed
	device TEXT NOT NULL,
	number INTEGER NOT NULL,
	sha256 TEXT NOT NULL,
	prev   TEXT NOT NULL,
	n_ops  INTEGER NOT NULL,
	PRIMARY KEY (device, number, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE shared_file (       -- published checklists and Gemeindeverzeichnisse
	path  TEXT PRIMARY KEY,
	bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE kommune (           -- from the newest Gemeindeverzeichnis known; made anew by migration-2.sql
	id        TEXT PRIMARY KEY,
	name      TEXT NOT NULL,
	art       TEXT NOT NULL,
	ars       TEXT NOT NULL,
	kreis     TEXT NOT NULL,
	verband   TEXT NOT NULL,
	plz       TEXT NOT NULL,
	einwohner INTEGER NOT NULL,
	search    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE local_setting (     -- device, user, last positions per remote …
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE local_seal (        -- own batches on their way
	device       TEXT NOT NULL,
	number       INTEGER NOT NULL,
	n_ops        INTEGER NOT NULL,
	is_confirmed INTEGER NOT NULL DEFAULT 0, -- seen in a fetched branch
	PRIMARY KEY (device, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX local_seal_open ON local_seal (n_ops) WHERE is_confirmed = 0;

CREATE TABLE local_draft (       -- texts being typed, kept against a crash
	context TEXT PRIMARY KEY,
	content TEXT NOT NULL,
	at      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE local_action (      -- what this user did, for undo and redo
	seq       INTEGER PRIMARY KEY,
	title     TEXT NOT NULL,
	ops       TEXT NOT NULL,     -- ids, comma separated, in order
	undoes    INTEGER REFERENCES local_action (seq),
	is_undone INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE local_quarantine (
	path    TEXT NOT NULL,
	blob    TEXT NOT NULL,
	reason  TEXT NOT NULL,
	version TEXT NOT NULL,       -- of the program that refused it: a newer one tries again
	at      TEXT NOT NULL,
	PRIMARY KEY (path, blob)
) STRICT, WITHOUT ROWID;

CREATE TABLE local_checklist (   -- checklists in use here, by content
	sha256   TEXT PRIMARY KEY,
	leistung TEXT NOT NULL,
	version  TEXT NOT NULL,
	text     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

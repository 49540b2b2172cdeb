-- One row for each Anbindung and each visit, as the overview of Bedarfsträger shows them; a function of the ops like all tables here.

CREATE TABLE anbindung (
	id          TEXT PRIMARY KEY,
	is_listed   INTEGER NOT NULL,  -- created and not withdrawn
	kommune     TEXT NOT NULL,
	kreis       TEXT NOT NULL,     -- five digits
	leistung    TEXT NOT NULL,
	state       TEXT NOT NULL,     -- '' where nobody has said
	state_date  TEXT NOT NULL,
	first_mover INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX anbindung_kommune ON anbindung (kommune, leistung) WHERE is_listed = 1;
CREATE INDEX anbindung_kreis ON anbindung (kreis, leistung, state, first_mover, kommune) WHERE is_listed = 1;
CREATE INDEX anbindung_state ON anbindung (state, leistung, kommune) WHERE is_listed = 1;
CREATE INDEX anbindung_first_mover ON anbindung (kommune) WHERE is_listed = 1 AND first_mover = 1;

CREATE TABLE anbindung_count (   -- listed Anbindungen, so that a Land of 30,000 is added up in a moment; kept by the triggers
	kreis         TEXT NOT NULL,
	leistung      TEXT NOT NULL,
	state         TEXT NOT NULL,
	n             INTEGER NOT NULL,
	n_first_mover INTEGER NOT NULL,
	PRIMARY KEY (kreis, leistung, state)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER anbindung_insert AFTER INSERT ON anbindung WHEN new.is_listed = 1 BEGIN
	INSERT INTO anbindung_count VALUES (new.kreis, new.leistung, new.state, 1, new.first_mover)
		ON CONFLICT DO UPDATE SET n = n + 1, n_first_mover = n_first_mover + excluded.n_first_mover;
END;
CREATE TRIGGER anbindung_delete AFTER DELETE ON anbindung WHEN old.is_listed = 1 BEGIN
	UPDATE anbindung_count SET n = n - 1, n_first_mover = n_first_mover - old.first_mover
		WHERE kreis = old.kreis AND leistung = old.leistung AND state = old.state;
END;
CREATE TRIGGER anbindung_update AFTER UPDATE ON anbindung BEGIN
	UPDATE anbindung_count SET n = n - old.is_listed, n_first_mover = n_first_mover - old.first_mover * old.is_listed
		WHERE kreis = old.kreis AND leistung = old.leistung AND state = old.state;
	INSERT INTO anbindung_count VALUES (new.kreis, new.leistung, new.state, new.is_listed, new.first_mover * new.is_listed)
		ON CONFLICT DO UPDATE SET n = n + excluded.n, n_first_mover = n_first_mover + excluded.n_first_mover;
END;

CREATE TABLE visit (
	id      TEXT PRIMARY KEY,
	is_open INTEGER NOT NULL,      -- listed, and neither done nor called off
	date    TEXT NOT NULL,
	status  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Kommunen in the order of their official keys: a Kreis, then its Verbände and Gemeinden.
CREATE INDEX kommune_key ON kommune (substr(id, instr(id, ':') + 1));

INSERT INTO anbindung
	SELECT e.id, e.created IS NOT NULL AND e.is_retracted = 0, substr(e.id, 1, instr(e.id, '/') - 1), substr(e.id, instr(e.id, ':') + 1, 5),
	       substr(e.id, instr(e.id, '/') + 1),
	       coalesce((SELECT json_extract(slots, '$.state') FROM value WHERE entity = e.id AND field = 'state' AND key = '' AND is_shown = 1), ''),
	       coalesce((SELECT json_extract(slots, '$.state_date') FROM value WHERE entity = e.id AND field = 'state' AND key = '' AND is_shown = 1), ''),
	       coalesce((SELECT json_extract(slots, '$.first_mover') = 'ja' FROM value WHERE entity = e.id AND field = 'first_mover' AND key = '' AND is_shown = 1), 0)
	FROM entity e WHERE e.type = 'anbindung';

INSERT INTO visit
	SELECT id, is_listed AND status NOT IN ('durchgefuehrt', 'nachbereitet', 'abgesagt'), date, status FROM (
		SELECT e.id, e.created IS NOT NULL AND e.is_retracted = 0 AS is_listed,
		       coalesce((SELECT json_extract(slots, '$.date') FROM value WHERE entity = e.id AND field = 'date' AND key = '' AND is_shown = 1), '') AS date,
		       coalesce((SELECT json_extract(slots, '$.status') FROM value WHERE entity = e.id AND field = 'status' AND key = '' AND is_shown = 1), '') AS status
		FROM entity e WHERE e.type = 'visit');

-- After an import of very many the full text is filled afterwards, a little at a time: rowids of obstacles that are not in obstacle_fts yet.
-- What changes among them is read when its turn comes.
CREATE TABLE local_unsearched (
	first INTEGER NOT NULL,
	last  INTEGER NOT NULL
) STRICT;

DROP TRIGGER obstacle_insert;
DROP TRIGGER obstacle_update;
CREATE TRIGGER obstacle_insert AFTER INSERT ON obstacle
WHEN NOT EXISTS (SELECT 1 FROM local_unsearched WHERE new.rowid BETWEEN first AND last) BEGIN
	INSERT INTO obstacle_fts(rowid, search) VALUES (new.rowid, new.search);
END;
CREATE TRIGGER obstacle_update AFTER UPDATE OF search ON obstacle
WHEN old.search IS NOT new.search AND NOT EXISTS (SELECT 1 FROM local_unsearched WHERE new.rowid BETWEEN first AND last) BEGIN
	INSERT INTO obstacle_fts(obstacle_fts, rowid, search) VALUES ('delete', old.rowid, old.search);
	INSERT INTO obstacle_fts(rowid, search) VALUES (new.rowid, new.search);
END;

-- How many entries stand in no batch yet: every screen shows it, and counting 100,000 of them takes 40 ms. Ops are never deleted but by a
-- rebuild, which sets it to 0.
CREATE TABLE local_unsealed (
	n INTEGER NOT NULL
) STRICT;
INSERT INTO local_unsealed SELECT count(*) FROM op WHERE batch IS NULL;
CREATE TRIGGER op_insert AFTER INSERT ON op WHEN new.batch IS NULL BEGIN
	UPDATE local_unsealed SET n = n + 1;
END;
CREATE TRIGGER op_sealed AFTER UPDATE OF batch ON op WHEN old.batch IS NULL AND new.batch IS NOT NULL BEGIN
	UPDATE local_unsealed SET n = n - 1;
END;
CREATE TRIGGER op_unsealed_again AFTER UPDATE OF batch ON op WHEN old.batch IS NOT NULL AND new.batch IS NULL BEGIN
	UPDATE local_unsealed SET n = n + 1;
END;

-- Every batch sealed here, byte for byte: what was sealed but never pushed must survive the loss of the mirror, and what the batches of this
-- device are must be known apart from what others published under its name (copies, restored backups). Batches sealed before have no bytes.
CREATE TABLE local_sealed_batch (
	device TEXT NOT NULL,
	number INTEGER NOT NULL,
	sha256 TEXT NOT NULL,
	bytes  BLOB,
	PRIMARY KEY (device, number)
) STRICT;

INSERT INTO local_sealed_batch SELECT s.device, s.number, min(b.sha256), NULL
	FROM local_seal s JOIN batch b ON b.device = s.device AND b.number = s.number GROUP BY s.device, s.number;

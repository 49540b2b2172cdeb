-- When a device was Leitung, in the order of stamps: what a Leitung published stays published after it has handed over.
CREATE TABLE leading (
	device TEXT NOT NULL,
	since  TEXT NOT NULL,   -- the op that made it Leitung; '' for the founder
	until  TEXT NOT NULL,   -- the op that ended it; '~', which sorts after every op, where nothing has
	PRIMARY KEY (device, since)
) STRICT, WITHOUT ROWID;

-- What nodes counted, one row per node, life of its program and window. Rows of short windows are
-- joined into rows of longer ones as they age; grain says how often that happened.
CREATE TABLE summary (
  node           text     NOT NULL,
  boot           text     NOT NULL,
  start_second   bigint   NOT NULL,
  length_seconds integer  NOT NULL,
  grain          smallint NOT NULL DEFAULT 0,
  payload        bytea    NOT NULL,
  PRIMARY KEY (node, boot, start_second, length_seconds)
);

-- Rows are read in order of time at start, and joined and forgotten by age.
CREATE INDEX summary_by_age ON summary (grain, start_second);

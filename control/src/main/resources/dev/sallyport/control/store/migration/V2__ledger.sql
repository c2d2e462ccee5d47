-- What happened on each edge, by hour while it is young and by day when it is old: counts, never
-- payload. Rare edges are kept like busy ones; only age and the bound on edges take any away.

-- Who is at the ends, as last known.
CREATE TABLE ledger_party (
  key      text PRIMARY KEY,
  document text NOT NULL
);

-- Every edge that was ever seen; these rows stay.
CREATE TABLE ledger_edge (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source       text   NOT NULL,
  target       text   NOT NULL,
  operation    text   NOT NULL,
  first_millis bigint NOT NULL,
  last_millis  bigint NOT NULL,
  UNIQUE (source, target, operation)
);

-- Counts of one edge in `hours` hours (1 or 24) from `start_hour`, hours since 1970.
CREATE TABLE ledger_count (
  edge       bigint   NOT NULL REFERENCES ledger_edge,
  start_hour integer  NOT NULL,
  hours      smallint NOT NULL,
  succeeded  bigint   NOT NULL,
  refused    bigint   NOT NULL,
  failed     bigint   NOT NULL,
  blocked    bigint   NOT NULL,
  broken     bigint   NOT NULL,
  unseen     bigint   NOT NULL,
  inspected  bigint   NOT NULL,
  PRIMARY KEY (edge, start_hour, hours)
);

CREATE INDEX ledger_count_by_age ON ledger_count (hours, start_hour);

-- What was seen in contents: exchanges by class of data (kind 0 sent, 1 answered) or family of
-- attacks (kind 2, with the highest score of 1000).
CREATE TABLE ledger_claim (
  edge       bigint   NOT NULL REFERENCES ledger_edge,
  start_hour integer  NOT NULL,
  hours      smallint NOT NULL,
  kind       smallint NOT NULL,
  name       text     NOT NULL,
  exchanges  bigint   NOT NULL,
  score      smallint NOT NULL,
  PRIMARY KEY (edge, start_hour, hours, kind, name)
);

CREATE INDEX ledger_claim_by_age ON ledger_claim (hours, start_hour);

-- One row once summaries that were stored before there was a ledger are counted in it.
CREATE TABLE ledger_filled (
  at_second bigint NOT NULL
);

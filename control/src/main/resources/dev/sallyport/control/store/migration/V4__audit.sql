-- Changes asked for over the API, and calls that were refused; of each the latest are kept.
CREATE TABLE audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at_micros bigint NOT NULL,
  changed boolean NOT NULL,
  caller text,
  address text NOT NULL,
  verb text NOT NULL,
  resource text NOT NULL,
  namespace text,
  object text NOT NULL,
  verdict text NOT NULL,
  status integer NOT NULL
);
CREATE INDEX audit_latest ON audit (at_micros DESC, id DESC);
CREATE INDEX audit_kept ON audit (changed, id DESC);

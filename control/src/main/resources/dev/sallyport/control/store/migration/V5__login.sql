-- Browsers that logged in. The token is sealed with a key that only the browser holds, and the id is
-- a hash of that, so a copy of this table lets nobody in.
CREATE TABLE login (
  id          text   PRIMARY KEY,
  token       bytea  NOT NULL,
  used_millis bigint NOT NULL,
  ends_millis bigint NOT NULL
);
CREATE INDEX login_by_use ON login (used_millis);

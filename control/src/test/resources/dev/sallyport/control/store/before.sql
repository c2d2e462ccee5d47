DELETE FROM audit WHERE changed = ? AND id <= (SELECT id FROM audit
  WHERE changed = ? ORDER BY id DESC OFFSET ? LIMIT 1);
DELETE FROM ledger_claim WHERE start_hour < ?::bigint;
DELETE FROM ledger_count WHERE start_hour < ?::bigint;
DELETE FROM summary WHERE node = ? AND boot = ?
  AND start_second = ?::bigint AND length_seconds = ?::bigint;
DELETE FROM summary WHERE start_second < ?::bigint;
INSERT INTO audit (at_micros, changed, caller, address, verb, resource, namespace, object,
  verdict, status)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?,
  ?);
INSERT INTO ledger_claim AS c (edge, start_hour, hours, kind, name, exchanges, score)
VALUES (?, ?::bigint, ?, ?, ?, ?, ?)
ON CONFLICT (edge, start_hour, hours, kind, name) DO UPDATE SET
  exchanges = c.exchanges + excluded.exchanges, score = greatest(c.score, excluded.score);
INSERT INTO ledger_count AS c (edge, start_hour, hours, succeeded, refused, failed, blocked,
  broken, unseen, inspected)
VALUES (?, ?::bigint, ?, ?, ?, ?, ?, ?, ?,
  ?)
ON CONFLICT (edge, start_hour, hours) DO UPDATE SET
  succeeded = c.succeeded + excluded.succeeded, refused = c.refused + excluded.refused,
  failed = c.failed + excluded.failed, blocked = c.blocked + excluded.blocked,
  broken = c.broken + excluded.broken, unseen = c.unseen + excluded.unseen,
  inspected = c.inspected + excluded.inspected;
INSERT INTO ledger_edge (source, target, operation, first_millis, last_millis)
VALUES (?, ?, ?, ?, 0) RETURNING id;
INSERT INTO ledger_filled (at_second) VALUES (?);
INSERT INTO ledger_party (key, document) VALUES (?, ?)
ON CONFLICT (key) DO UPDATE SET document = excluded.document WHERE ?;
INSERT INTO summary (node, boot, start_second, length_seconds, grain, payload)
SELECT ?, ?, ?::bigint, ?::bigint, 0, ?
WHERE NOT EXISTS (SELECT 1 FROM summary s WHERE s.node = ? AND s.boot = ?
  AND s.grain > 0 AND s.start_second <= ?::bigint
  AND s.start_second + s.length_seconds >= ?::bigint + ?::bigint)
ON CONFLICT (node, boot, start_second, length_seconds) DO NOTHING;
INSERT INTO summary (node, boot, start_second, length_seconds, grain, payload)
VALUES (?, ?, ?::bigint, ?::bigint, ?::bigint, ?)
ON CONFLICT (node, boot, start_second, length_seconds) DO NOTHING;
SELECT * FROM audit ORDER BY at_micros DESC, id DESC LIMIT ?;
SELECT count(*) FROM ledger_edge;
SELECT count(*) FROM ledger_filled;
SELECT e.source, e.target, e.operation, e.first_millis, e.last_millis, c.*,
  (SELECT string_agg(k.kind || ' ' || k.name || ' ' || k.exchanges || ' ' || k.score, ',')
   FROM ledger_claim k WHERE k.edge = c.edge AND k.start_hour = c.start_hour
     AND k.hours = c.hours) AS claims
FROM ledger_count c JOIN ledger_edge e ON e.id = c.edge
WHERE c.start_hour + c.hours > ? AND c.start_hour < ?
ORDER BY c.edge, c.start_hour, c.hours;
SELECT id FROM ledger_edge
WHERE source = ? AND target = ? AND operation = ?;
SELECT key, document FROM ledger_party;
SELECT payload FROM summary ORDER BY start_second, length_seconds DESC;
SELECT term FROM store_term FOR SHARE;
UPDATE ledger_edge SET first_millis = least(first_millis, ?),
  last_millis = greatest(last_millis, ?) WHERE id = ?;
UPDATE store_term SET term = term + 1 RETURNING term;
WITH old AS (
  DELETE FROM ledger_claim WHERE hours = 1 AND start_hour < ?::bigint RETURNING *)
INSERT INTO ledger_claim AS c (edge, start_hour, hours, kind, name, exchanges, score)
SELECT edge, start_hour / 24 * 24, 24, kind, name, sum(exchanges), max(score)
FROM old GROUP BY 1, 2, 4, 5
ON CONFLICT (edge, start_hour, hours, kind, name) DO UPDATE SET
  exchanges = c.exchanges + excluded.exchanges, score = greatest(c.score, excluded.score);
WITH old AS (
  DELETE FROM ledger_count WHERE hours = 1 AND start_hour < ?::bigint RETURNING *)
INSERT INTO ledger_count AS c (edge, start_hour, hours, succeeded, refused, failed, blocked,
  broken, unseen, inspected)
SELECT edge, start_hour / 24 * 24, 24, sum(succeeded), sum(refused), sum(failed),
  sum(blocked), sum(broken), sum(unseen), sum(inspected)
FROM old GROUP BY 1, 2
ON CONFLICT (edge, start_hour, hours) DO UPDATE SET
  succeeded = c.succeeded + excluded.succeeded, refused = c.refused + excluded.refused,
  failed = c.failed + excluded.failed, blocked = c.blocked + excluded.blocked,
  broken = c.broken + excluded.broken, unseen = c.unseen + excluded.unseen,
  inspected = c.inspected + excluded.inspected;
WITH old AS (
  SELECT node, boot, start_second FROM summary
  WHERE grain = ?::bigint AND start_second < ?::bigint
  ORDER BY start_second LIMIT ?)
SELECT s.node, s.boot, s.start_second, s.length_seconds, s.payload FROM summary s
WHERE (s.grain = ?::bigint OR s.grain = ?::bigint + 1) AND s.start_second < ?::bigint
  AND EXISTS (SELECT 1 FROM old o WHERE o.node = s.node AND o.boot = s.boot
    AND o.start_second / ?::bigint = s.start_second / ?::bigint)
ORDER BY s.start_second;

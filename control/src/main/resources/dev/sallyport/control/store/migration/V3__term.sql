-- Which control program may write: whoever raised the term last. Every write holds the row shared, so
-- that raising it waits for what is under way, and what comes later from another finds it changed.
CREATE TABLE store_term (
  one  boolean PRIMARY KEY DEFAULT true CHECK (one),
  term bigint  NOT NULL
);

INSERT INTO store_term (term) VALUES (0);

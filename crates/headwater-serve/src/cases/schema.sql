-- The list of cases, and what readers think of their findings. What a case holds is in its folder.
CREATE TABLE cases (
  id TEXT PRIMARY KEY,
  -- RFC 3339, to the microsecond: the order of the list.
  created TEXT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'working', 'done', 'failed')),
  -- Why it failed.
  failure TEXT,
  -- BCP 47.
  language TEXT,
  sources INTEGER NOT NULL DEFAULT 0,
  supported INTEGER NOT NULL DEFAULT 0,
  differs INTEGER NOT NULL DEFAULT 0,
  unsupported INTEGER NOT NULL DEFAULT 0,
  unchecked INTEGER NOT NULL DEFAULT 0,
  -- Goes up with each change, also of what is thought of it.
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX cases_by_time ON cases (created DESC, id);
CREATE INDEX cases_by_state ON cases (state, created);

-- The words by which a case is found: three letters and more, in any script.
CREATE VIRTUAL TABLE case_words USING fts5 (title, text, content = '', contentless_delete = 1, tokenize = 'trigram');

-- What was asked for under a key before (Idempotency-Key): asking again gives the same case.
CREATE TABLE keys (
  key TEXT PRIMARY KEY,
  -- The hash of what was asked for.
  asked BLOB NOT NULL,
  case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE
) STRICT;

CREATE TABLE judgements (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
  -- The sentence, counted from 1, and the departure in it, counted from 1, where one is meant.
  sentence INTEGER NOT NULL CHECK (sentence > 0),
  departure INTEGER CHECK (departure > 0),
  opinion TEXT NOT NULL CHECK (opinion IN ('agree', 'disagree', 'none')),
  note TEXT NOT NULL,
  -- What the reader calls the finding, for those who publish it; empty where nothing is published.
  rating TEXT NOT NULL,
  name TEXT NOT NULL,
  -- RFC 3339.
  time TEXT NOT NULL
) STRICT;
CREATE INDEX judgements_by_case ON judgements (case_id, number);

-- What was once thought stays: a later judgement stands beside it.
CREATE TRIGGER judgements_are_never_changed BEFORE UPDATE ON judgements
BEGIN SELECT RAISE(ABORT, 'judgements are never changed'); END;
CREATE TRIGGER judgements_go_with_their_case_alone BEFORE DELETE ON judgements
WHEN EXISTS (SELECT 1 FROM cases WHERE id = OLD.case_id)
BEGIN SELECT RAISE(ABORT, 'judgements are never deleted'); END;

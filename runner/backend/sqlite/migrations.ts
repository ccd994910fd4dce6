/**
 * The schema, step by step: a database at version n has had the first n of these. Append; never change one that was released.
 * Identifying columns stand before the JSON of the record, so that filters need not read it.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE executions (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    namespace TEXT NOT NULL,
    flow_id TEXT NOT NULL,
    triggered_by TEXT,
    started REAL NOT NULL, -- epoch milliseconds
    state TEXT NOT NULL,
    ended INTEGER NOT NULL,
    labels TEXT NOT NULL, -- JSON array of {key, value}
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX executions_by_start ON executions (started);
  CREATE INDEX executions_by_flow ON executions (namespace, flow_id, started);
  CREATE INDEX executions_by_state ON executions (state, started);
  CREATE INDEX executions_by_parent ON executions (triggered_by) WHERE triggered_by IS NOT NULL;
  CREATE INDEX executions_unfinished ON executions (position) WHERE ended = 0;

  CREATE TABLE labels (
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    execution_id TEXT NOT NULL,
    PRIMARY KEY (key, value, execution_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX labels_by_execution ON labels (execution_id);
  -- An execution is written at each of its transitions, its labels change hardly ever.
  CREATE TRIGGER labels_inserted AFTER INSERT ON executions WHEN NEW.labels <> '[]' BEGIN
    INSERT OR IGNORE INTO labels
      SELECT value ->> 'key', value ->> 'value', NEW.id FROM json_each(NEW.labels);
  END;
  CREATE TRIGGER labels_updated AFTER UPDATE OF labels ON executions WHEN NEW.labels <> OLD.labels BEGIN
    DELETE FROM labels WHERE execution_id = NEW.id;
    INSERT OR IGNORE INTO labels
      SELECT value ->> 'key', value ->> 'value', NEW.id FROM json_each(NEW.labels);
  END;

  CREATE TABLE task_runs (
    execution_id TEXT NOT NULL,
    id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    task_id TEXT NOT NULL,
    state TEXT NOT NULL,
    record TEXT NOT NULL,
    UNIQUE (execution_id, id)
  ) STRICT;

  CREATE TABLE logs (
    position INTEGER PRIMARY KEY,
    execution_id TEXT NOT NULL,
    namespace TEXT NOT NULL,
    flow_id TEXT NOT NULL,
    task_id TEXT,
    task_run_id TEXT,
    attempt_number INTEGER,
    level INTEGER NOT NULL,
    timestamp TEXT NOT NULL,
    message TEXT NOT NULL
  ) STRICT;
  CREATE INDEX logs_by_execution ON logs (execution_id);

  CREATE TABLE metrics (
    position INTEGER PRIMARY KEY,
    execution_id TEXT NOT NULL,
    task_run_id TEXT NOT NULL,
    name TEXT NOT NULL,
    value REAL NOT NULL,
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX metrics_by_execution ON metrics (execution_id);

  CREATE TABLE queue (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    execution_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL
  ) STRICT;
  CREATE INDEX queue_by_execution ON queue (execution_id);

  CREATE TABLE timers (
    id TEXT PRIMARY KEY,
    execution_id TEXT NOT NULL,
    due REAL NOT NULL, -- epoch milliseconds
    payload TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX timers_by_execution ON timers (execution_id);

  CREATE TABLE leases (
    execution_id TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    ttl REAL NOT NULL, -- milliseconds
    expires REAL NOT NULL -- epoch milliseconds
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX leases_by_holder ON leases (holder);

  CREATE TABLE kv (
    namespace TEXT NOT NULL,
    key TEXT NOT NULL,
    type TEXT NOT NULL,
    value TEXT NOT NULL, -- JSON
    description TEXT,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    expires TEXT,
    PRIMARY KEY (namespace, key)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Really ended: the tasks that run after the final state included.
  ALTER TABLE executions ADD COLUMN over INTEGER NOT NULL DEFAULT 0;
  -- Has one of the slots of a flow with a concurrency limit.
  ALTER TABLE executions ADD COLUMN admitted INTEGER NOT NULL DEFAULT 0;
  UPDATE executions SET over = ended;
  CREATE INDEX executions_admitted ON executions (namespace, flow_id) WHERE admitted = 1 AND over = 0;
  CREATE INDEX executions_queued ON executions (namespace, flow_id, started, id) WHERE state = 'QUEUED';
  `,
  `
  -- Flows as executions run them, by the hash of their content: a flow that changes meanwhile changes no running execution.
  CREATE TABLE flows (
    hash TEXT PRIMARY KEY,
    definition TEXT NOT NULL -- JSON
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX executions_open ON executions (position) WHERE over = 0;
  DROP INDEX executions_unfinished;
  `,
  `
  -- What one process asks of the one that drives an execution.
  CREATE TABLE signals (
    position INTEGER PRIMARY KEY,
    execution_id TEXT NOT NULL,
    payload TEXT NOT NULL -- JSON
  ) STRICT;
  `,
  `
  CREATE TABLE triggers (
    namespace TEXT NOT NULL,
    flow_id TEXT NOT NULL,
    trigger_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (namespace, flow_id, trigger_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE trigger_windows (
    namespace TEXT NOT NULL,
    flow_id TEXT NOT NULL,
    condition_id TEXT NOT NULL,
    expires REAL NOT NULL, -- epoch milliseconds
    version INTEGER NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (namespace, flow_id, condition_id)
  ) STRICT, WITHOUT ROWID;

  -- Changes of state that Flow triggers have still to look at.
  CREATE TABLE transitions (
    position INTEGER PRIMARY KEY,
    execution_id TEXT NOT NULL,
    step INTEGER NOT NULL,
    UNIQUE (execution_id, step)
  ) STRICT;

  ALTER TABLE logs ADD COLUMN trigger_id TEXT;
  `,
];

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
  `
  -- What is left to remove of executions that were purged; a folder that is absent stays.
  CREATE TABLE purges (
    execution_id TEXT PRIMARY KEY,
    folder TEXT,
    logs INTEGER NOT NULL,
    metrics INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Executions that others came from, and whose files these may read: what they repeat, and what started them.
  CREATE TABLE origins (
    origin TEXT NOT NULL,
    execution_id TEXT NOT NULL,
    PRIMARY KEY (origin, execution_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX origins_by_execution ON origins (execution_id);
  CREATE VIEW origins_read AS
    SELECT executions.id AS execution_id, origin.value AS origin
    FROM executions, json_each(json_extract(record, '$.parentId', '$.originalId', '$.trigger.variables.executionId')) AS origin
    WHERE origin.type = 'text' AND origin.value <> executions.id;
  INSERT OR IGNORE INTO origins (execution_id, origin) SELECT execution_id, origin FROM origins_read;
  CREATE TRIGGER origins_inserted AFTER INSERT ON executions BEGIN
    INSERT OR IGNORE INTO origins (execution_id, origin)
      SELECT execution_id, origin FROM origins_read WHERE execution_id = NEW.id;
  END;

  ALTER TABLE executions ADD COLUMN flow_hash TEXT;
  UPDATE executions SET flow_hash = record ->> '$.flowHash';
  CREATE INDEX executions_by_definition ON executions (flow_hash);
  -- When an engine last said that it is needed, epoch milliseconds.
  ALTER TABLE flows ADD COLUMN written REAL NOT NULL DEFAULT 0;
  CREATE INDEX kv_expiring ON kv (expires) WHERE expires IS NOT NULL;
  `,
  `
  -- Of tests and of the playground there are few; lists leave them out.
  ALTER TABLE executions ADD COLUMN kind TEXT NOT NULL DEFAULT 'NORMAL';
  UPDATE executions SET kind = record ->> '$.kind' WHERE record ->> '$.kind' <> 'NORMAL';
  CREATE INDEX executions_of_tests ON executions (id) WHERE kind <> 'NORMAL';
  -- Epoch milliseconds; absent while it has not ended.
  ALTER TABLE executions ADD COLUMN finished REAL;
  UPDATE executions SET finished = unixepoch(record ->> '$.state.histories[#-1].date', 'subsec') * 1000 WHERE ended = 1;
  CREATE INDEX executions_by_end ON executions (finished, started);

  ALTER TABLE metrics ADD COLUMN namespace TEXT NOT NULL DEFAULT '';
  ALTER TABLE metrics ADD COLUMN flow_id TEXT NOT NULL DEFAULT '';
  ALTER TABLE metrics ADD COLUMN task_id TEXT NOT NULL DEFAULT '';
  ALTER TABLE metrics ADD COLUMN timestamp TEXT NOT NULL DEFAULT '';
  UPDATE metrics SET namespace = record ->> '$.namespace', flow_id = record ->> '$.flowId',
    task_id = record ->> '$.taskId', timestamp = record ->> '$.timestamp';
  -- Holds all that an aggregation reads.
  CREATE INDEX metrics_by_flow ON metrics (namespace, flow_id, name, timestamp, value, task_id, execution_id);
  `,
  `
  -- Until when processes that know no triggers keep their changes of state for one that does, epoch milliseconds.
  CREATE TABLE hearing (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    expires REAL NOT NULL
  ) STRICT;
  `,
  `
  -- What came of suites of unit tests.
  CREATE TABLE test_results (
    id TEXT PRIMARY KEY,
    namespace TEXT NOT NULL,
    suite_id TEXT NOT NULL,
    flow_id TEXT NOT NULL,
    state TEXT NOT NULL,
    started TEXT NOT NULL, -- ISO instants
    ended TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX test_results_by_suite ON test_results (namespace, suite_id, started);
  CREATE INDEX test_results_by_end ON test_results (ended);
  `,
];

/** The schema of `github.db`, one step a version: a step that was published is never changed. */
export const migrations: readonly string[] = [
  `CREATE TABLE records (
     kind TEXT NOT NULL,
     key TEXT NOT NULL,
     value TEXT NOT NULL,
     updated INTEGER NOT NULL,
     PRIMARY KEY (kind, key)
   ) WITHOUT ROWID;

   -- state: queued, done, dead. The body goes when it is done, the id stays: so a repeated delivery is known.
   CREATE TABLE deliveries (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     guid TEXT NOT NULL UNIQUE,
     event TEXT NOT NULL,
     action TEXT,
     installation_id INTEGER,
     key TEXT NOT NULL,
     received INTEGER NOT NULL,
     size INTEGER NOT NULL,
     state TEXT NOT NULL DEFAULT 'queued',
     due INTEGER NOT NULL,
     attempts INTEGER NOT NULL DEFAULT 0,
     reason TEXT,
     ended INTEGER,
     -- Last: what is behind a long text is slow to read.
     body TEXT NOT NULL
   );
   CREATE INDEX queued ON deliveries (id, due, key, installation_id) WHERE state = 'queued';
   CREATE INDEX waiting ON deliveries (received, size) WHERE state = 'queued';
   CREATE INDEX ended ON deliveries (ended) WHERE state <> 'queued';`,
];

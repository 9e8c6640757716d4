import SQLite

/// The schema of `privacy.sqlite`, one an instance.
enum PrivacySchema {
  static let migrations = [
    Migration(
      """
      CREATE TABLE requests(
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        tenant TEXT NOT NULL,
        id TEXT NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        is_everywhere INTEGER NOT NULL,
        ticket TEXT,
        reason TEXT,
        requested_by TEXT NOT NULL,
        legal_hold INTEGER NOT NULL,
        suppress INTEGER NOT NULL,
        new_events TEXT NOT NULL,
        include_s3 INTEGER NOT NULL,
        received INTEGER NOT NULL,
        due INTEGER NOT NULL,
        accepted INTEGER,
        started INTEGER,
        completed INTEGER,
        failure TEXT,
        UNIQUE (tenant, id)
      );
      CREATE INDEX requests_by_state ON requests(state);

      CREATE TABLE request_groups(
        request INTEGER NOT NULL REFERENCES requests(sequence),
        position INTEGER NOT NULL,
        group_arn TEXT NOT NULL,
        job_arn TEXT NOT NULL,
        job_created INTEGER,
        status TEXT NOT NULL,
        step TEXT NOT NULL,
        fraction REAL NOT NULL,
        deleted INTEGER,
        failure TEXT,
        result BLOB,
        finished INTEGER,
        PRIMARY KEY (request, position),
        UNIQUE (request, group_arn)
      ) WITHOUT ROWID;
      CREATE INDEX request_groups_by_job ON request_groups(job_arn);
      CREATE INDEX request_groups_by_group ON request_groups(group_arn, finished);

      CREATE TABLE subjects(
        request INTEGER NOT NULL REFERENCES requests(sequence),
        position INTEGER NOT NULL,
        hash BLOB NOT NULL,
        PRIMARY KEY (request, position)
      ) WITHOUT ROWID;

      -- An empty group stands for all of the tenant's; 0 for no request.
      CREATE TABLE marks(
        tenant TEXT NOT NULL,
        group_arn TEXT NOT NULL,
        subject BLOB NOT NULL,
        kind TEXT NOT NULL,
        request INTEGER NOT NULL,
        since INTEGER NOT NULL,
        new_events TEXT NOT NULL,
        PRIMARY KEY (tenant, group_arn, subject, kind, request)
      ) WITHOUT ROWID;
      CREATE INDEX marks_by_request ON marks(request, kind);

      CREATE TABLE dropped(
        tenant TEXT NOT NULL,
        subject BLOB NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (tenant, subject)
      ) WITHOUT ROWID;

      CREATE TABLE certificates(
        request INTEGER PRIMARY KEY REFERENCES requests(sequence),
        body BLOB NOT NULL
      );

      CREATE TABLE ledger(
        sequence INTEGER PRIMARY KEY,
        body BLOB NOT NULL,
        hash TEXT NOT NULL
      );
      CREATE TRIGGER ledger_keeps_entries BEFORE UPDATE ON ledger
      BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: entries are never changed'); END;
      CREATE TRIGGER ledger_loses_nothing BEFORE DELETE ON ledger
      BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: entries are never deleted'); END;

      -- Where the ledger ends, under the instance's key: a ledger that was cut short shows.
      CREATE TABLE ledger_head(
        id INTEGER PRIMARY KEY CHECK (id = 1),
        sequence INTEGER NOT NULL,
        hash TEXT NOT NULL,
        seal TEXT NOT NULL
      );
      """)
  ]
}

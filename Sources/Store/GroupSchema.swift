import SQLite

/// The schema of `data.sqlite`, one a dataset group.
///
/// Bulk rows do not live here but in segment files, which import jobs write apart and which count
/// from the moment they are listed in `segments`: so a long import never holds the lock that
/// streamed events need, and a broken one leaves nothing behind.
enum GroupSchema {
  static let migrations = [
    Migration(
      """
      CREATE TABLE events(
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        event_id TEXT UNIQUE,
        user_id TEXT,
        session_id TEXT NOT NULL,
        item_id TEXT NOT NULL,
        event_type TEXT NOT NULL,
        event_value REAL,
        timestamp INTEGER NOT NULL,
        recommendation_id TEXT,
        impression TEXT,
        attribution_source TEXT,
        properties TEXT
      );
      CREATE INDEX events_by_user ON events(user_id);
      CREATE INDEX events_by_session ON events(session_id);

      CREATE TABLE sessions(
        session_id TEXT PRIMARY KEY,
        user_id TEXT NOT NULL
      ) WITHOUT ROWID;

      CREATE TABLE records(
        dataset TEXT NOT NULL,
        id TEXT NOT NULL,
        body TEXT NOT NULL,
        written INTEGER NOT NULL,
        PRIMARY KEY (dataset, id)
      ) WITHOUT ROWID;

      CREATE TABLE segments(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        dataset TEXT NOT NULL,
        job_arn TEXT NOT NULL UNIQUE,
        file TEXT NOT NULL,
        rows INTEGER NOT NULL,
        published INTEGER NOT NULL
      );

      CREATE TABLE models(
        solution_version_arn TEXT PRIMARY KEY,
        file TEXT NOT NULL,
        last_event INTEGER NOT NULL,
        published INTEGER NOT NULL
      ) WITHOUT ROWID;
      """),
    Migration(
      """
      CREATE INDEX sessions_by_user ON sessions(user_id);

      CREATE TABLE action_events(
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        event_id TEXT UNIQUE,
        user_id TEXT,
        session_id TEXT NOT NULL,
        action_id TEXT NOT NULL,
        event_type TEXT NOT NULL,
        timestamp INTEGER NOT NULL,
        recommendation_id TEXT,
        impression TEXT,
        properties TEXT
      );
      CREATE INDEX action_events_by_user ON action_events(user_id);
      CREATE INDEX action_events_by_session ON action_events(session_id);
      """),
    Migration(
      """
      ALTER TABLE events ADD COLUMN shown TEXT;
      ALTER TABLE events ADD COLUMN recommended_by TEXT;
      CREATE INDEX events_with_impressions ON events(sequence)
        WHERE impression IS NOT NULL OR shown IS NOT NULL;
      """),
    Migration("CREATE INDEX records_by_time ON records(dataset, written);"),
    // The epoch rises with each erasure; `applied` is the newest one this copy of the group has seen
    // to its end.
    Migration(
      """
      CREATE TABLE erasure(
        id INTEGER PRIMARY KEY CHECK (id = 1),
        epoch INTEGER NOT NULL,
        applied INTEGER NOT NULL
      );
      INSERT INTO erasure VALUES (1, 0, 0);
      """),
    // Results of metric attributions: totals since ever, and rows of files that are to be written.
    // A file's changes tell whether what was written is what is to be written; of those that have
    // been, the last of each method stays, without rows, so that its name is not used again.
    Migration(
      """
      CREATE TABLE metric_totals(
        attribution INTEGER NOT NULL,
        metric TEXT NOT NULL,
        source TEXT NOT NULL,
        value REAL NOT NULL,
        samples INTEGER NOT NULL,
        PRIMARY KEY (attribution, metric, source)
      ) WITHOUT ROWID;

      CREATE TABLE metric_files(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        attribution INTEGER NOT NULL,
        method TEXT NOT NULL,
        time INTEGER NOT NULL,
        changes INTEGER NOT NULL,
        written INTEGER NOT NULL,
        UNIQUE (method, time)
      );

      CREATE TABLE metric_rows(
        file INTEGER NOT NULL REFERENCES metric_files(id) ON DELETE CASCADE,
        time INTEGER NOT NULL,
        metric TEXT NOT NULL,
        event_type TEXT NOT NULL,
        function TEXT NOT NULL,
        source TEXT NOT NULL,
        value REAL NOT NULL,
        samples INTEGER NOT NULL,
        PRIMARY KEY (file, time, metric, event_type, function, source)
      ) WITHOUT ROWID;
      """),
    // A model is outdated when rows it has learnt from were erased, until it is trained again.
    Migration("ALTER TABLE models ADD COLUMN is_outdated INTEGER NOT NULL DEFAULT 0;"),
  ]
}

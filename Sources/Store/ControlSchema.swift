import SQLite

/// The schema of `control.sqlite`, one a tenant.
enum ControlSchema {
  static let migrations = [
    Migration(
      """
      CREATE TABLE resources(
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        arn TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        group_arn TEXT,
        parent_arn TEXT,
        status TEXT NOT NULL,
        failure_reason TEXT,
        created INTEGER NOT NULL,
        updated INTEGER NOT NULL,
        body BLOB NOT NULL
      );
      CREATE INDEX resources_by_kind ON resources(kind, sequence);
      CREATE INDEX resources_by_parent ON resources(kind, parent_arn, sequence);
      CREATE INDEX resources_by_group ON resources(group_arn, kind);

      CREATE TABLE resource_references(
        source TEXT NOT NULL REFERENCES resources(arn) ON DELETE CASCADE,
        target TEXT NOT NULL,
        PRIMARY KEY (source, target)
      ) WITHOUT ROWID;
      CREATE INDEX resource_references_by_target ON resource_references(target);

      CREATE TABLE tags(
        arn TEXT NOT NULL REFERENCES resources(arn) ON DELETE CASCADE,
        key TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (arn, key)
      ) WITHOUT ROWID;

      CREATE TABLE attachments(
        arn TEXT NOT NULL REFERENCES resources(arn) ON DELETE CASCADE,
        name TEXT NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (arn, name)
      ) WITHOUT ROWID;

      CREATE TABLE jobs(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        resource_arn TEXT NOT NULL REFERENCES resources(arn) ON DELETE CASCADE,
        running INTEGER NOT NULL DEFAULT 0,
        attempts INTEGER NOT NULL DEFAULT 0,
        not_before INTEGER NOT NULL
      );
      CREATE INDEX jobs_by_resource ON jobs(resource_arn);
      """),
    // Quotas count by state at every create.
    Migration("CREATE INDEX resources_by_status ON resources(kind, status, group_arn)"),
    // Empty ids stand for requests of any user, or with any item.
    Migration(
      """
      CREATE TABLE pins(
        id TEXT PRIMARY KEY,
        target TEXT NOT NULL REFERENCES resources(arn) ON DELETE CASCADE,
        user_id TEXT NOT NULL,
        item_id TEXT NOT NULL,
        body BLOB NOT NULL,
        created INTEGER NOT NULL,
        UNIQUE (target, user_id, item_id)
      ) WITHOUT ROWID;
      CREATE INDEX pins_by_user ON pins(user_id);
      """),
  ]
}

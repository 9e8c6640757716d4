import SQLite

extension ControlDatabase {
  /// A resource's tags, by key.
  package func tags(of arn: String) throws -> [(key: String, value: String)] {
    try connection.query("SELECT key, value FROM tags WHERE arn = ? ORDER BY key", [.text(arn)]) {
      row in (key: row.string(0), value: row.string(1))
    }
  }

  /// Adds a tag, or gives an existing key its new value.
  package func setTag(of arn: String, key: String, value: String) throws {
    try connection.run(
      """
      INSERT INTO tags(arn, key, value) VALUES (?, ?, ?)
      ON CONFLICT(arn, key) DO UPDATE SET value = excluded.value
      """, [.text(arn), .text(key), .text(value)])
  }

  /// Removes a tag; one that is not there is no error.
  package func removeTag(of arn: String, key: String) throws {
    try connection.run("DELETE FROM tags WHERE arn = ? AND key = ?", [.text(arn), .text(key)])
  }
}

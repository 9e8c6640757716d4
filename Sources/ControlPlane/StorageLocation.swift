import PersonalizeAPI

/// Checks of the places in S3 that requests name; whether something is there is for the job.
enum StorageLocation {
  /// The place of CSV files: `s3://BUCKET/KEY.csv`, or `s3://BUCKET/FOLDER/` for several.
  static func checkData(_ location: String?) throws(ServiceError) {
    guard let location, let (_, key) = parts(of: location), !key.isEmpty else {
      throw .invalid(
        "Invalid Data location. \(location ?? "It is missing:") must be s3://BUCKET/KEY.csv for "
          + "one file or s3://BUCKET/FOLDER/ for all the CSV files of a folder.")
    }
  }

  /// The place a job writes to.
  static func checkOutput(_ path: String) throws(ServiceError) {
    guard parts(of: path) != nil else {
      throw .invalid("Invalid S3 output path. \(path) must be s3://BUCKET/FOLDER/.")
    }
  }

  /// The places of a batch job, which must not read what it writes.
  static func check(input: String, output: String) throws(ServiceError) {
    guard parts(of: input) != nil else {
      throw .invalid(
        "Invalid S3 input path. \(input) must be s3://BUCKET/KEY; all objects whose keys start "
          + "with KEY are read, so s3://BUCKET/FOLDER/ stands for all of a folder.")
    }
    try checkOutput(output)
    guard input != output else {
      throw .invalid(
        "Invalid S3 output path. \(output) is the input path as well: give another folder.")
    }
  }

  private static func parts(of location: String) -> (bucket: Substring, key: Substring)? {
    guard location.hasPrefix("s3://") else { return nil }
    let path = location.dropFirst("s3://".count)
    let bucket = path.prefix { $0 != "/" }
    guard !bucket.isEmpty else { return nil }
    return (bucket, path.dropFirst(bucket.count + 1))
  }
}

import PersonalizeAPI
package import Privacy

/// What is held about people: reading all of a group's rows is work for a process of its own.
package struct InquiryTask: Codable, Sendable, Equatable {
  package enum Question: String, Codable, Sendable {
    /// Where they occur, without what is held.
    case discovery
    /// Everything held about the one person.
    case package
  }

  package struct Group: Codable, Sendable, Equatable {
    package var arn: String
    /// The group's folder.
    package var directory: String

    package init(arn: String, directory: String) {
      self.arn = arn
      self.directory = directory
    }
  }

  package var question: Question
  package var ids: [String]
  package var groups: [Group]
  package var dataDirectory: String
  package var tenantDirectory: String
  /// `nil` when it is not on this machine.
  package var s3Root: String?

  package init(
    question: Question, ids: [String], groups: [Group], dataDirectory: String,
    tenantDirectory: String, s3Root: String?
  ) {
    self.question = question
    self.ids = ids
    self.groups = groups
    self.dataDirectory = dataDirectory
    self.tenantDirectory = tenantDirectory
    self.s3Root = s3Root
  }
}

/// What was found.
package struct InquiryAnswer: Codable, Sendable, Equatable {
  /// A file of a package.
  package struct File: Codable, Sendable, Equatable {
    package let name: String
    package let contentType: String
    package let content: String
  }

  package struct Group: Codable, Sendable, Equatable {
    package let arn: String
    package var counts: PlaceCounts
    package let files: [File]
  }

  package let groups: [Group]
  /// The customer's own objects that hold the ids.
  package let objects: [VerificationReport.Object]
}

extension InquiryTask {
  func perform() -> WorkerResult {
    do {
      return .answered(try answer())
    } catch {
      return .failed(reason: "\(error)")
    }
  }

  private func answer() throws -> InquiryAnswer {
    let found = try groups.map { group in
      switch question {
      case .discovery:
        InquiryAnswer.Group(
          arn: group.arn,
          counts: try ErasureVerification(
            dataDirectory: dataDirectory, tenantDirectory: tenantDirectory,
            groupDirectory: group.directory, s3Root: nil, subjects: ids
          ).census(), files: [])
      case .package: try holdings(in: group)
      }
    }
    let objects =
      question == .discovery
      ? s3Root.map { CustomerObjects(root: $0).holding(ByteSearch(ids: ids)) } ?? [] : []
    return InquiryAnswer(groups: found, objects: objects)
  }

  private func holdings(in group: Group) throws -> InquiryAnswer.Group {
    var files: [InquiryAnswer.File] = []
    var counts = PlaceCounts()
    for user in ids {
      let (found, amount) = try UserHoldings(
        user: user, tenantDirectory: tenantDirectory, groupDirectory: group.directory
      ).collect()
      counts += amount
      files += found.map {
        InquiryAnswer.File(name: $0.name, contentType: $0.contentType, content: $0.content)
      }
    }
    return InquiryAnswer.Group(arn: group.arn, counts: counts, files: files)
  }
}

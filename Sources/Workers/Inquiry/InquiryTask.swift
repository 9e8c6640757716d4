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
    /// The customer's own files that it names; `nil` when they are not on this machine.
    package var objects: CustomerObjects?

    package init(arn: String, directory: String, objects: CustomerObjects?) {
      self.arn = arn
      self.directory = directory
      self.objects = objects
    }
  }

  package var question: Question
  package var ids: [String]
  package var groups: [Group]
  package var dataDirectory: String
  package var tenantDirectory: String

  package init(
    question: Question, ids: [String], groups: [Group], dataDirectory: String,
    tenantDirectory: String
  ) {
    self.question = question
    self.ids = ids
    self.groups = groups
    self.dataDirectory = dataDirectory
    self.tenantDirectory = tenantDirectory
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
    package var files: [File] = []
    /// The customer's own objects that hold the ids.
    package var objects: [VerificationReport.Object] = []
  }

  package let groups: [Group]
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
            groupDirectory: group.directory, subjects: ids
          ).census(),
          objects: group.objects?.holding(ByteSearch(ids: ids)) ?? [])
      case .package: try holdings(in: group)
      }
    }
    return InquiryAnswer(groups: found)
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

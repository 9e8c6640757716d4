import ControlPlane
import PersonalizeAPI
import Store
import Testing

/// Schemas that are right.
enum SchemaText {
  static let interactions = record(
    "Interactions",
    #"{"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},"#
      + #"{"name":"EVENT_TYPE","type":"string"},{"name":"EVENT_VALUE","type":["float","null"]},"#
      + #"{"name":"TIMESTAMP","type":"long"}"#)
  static let items = record(
    "Items",
    #"{"name":"ITEM_ID","type":"string"},{"name":"PRICE","type":"float"},"#
      + #"{"name":"GENRES","type":["null","string"],"categorical":true}"#)
  static let users = record(
    "Users", #"{"name":"USER_ID","type":"string"},{"name":"AGE","type":"int"}"#)

  static func record(_ name: String, _ fields: String) -> String {
    #"{"type":"record","name":"\#(name)","namespace":"com.amazonaws.personalize.schema","#
      + #""fields":[\#(fields)],"version":"1.0"}"#
  }
}

/// One of everything, made in order; ACTIVE unless said otherwise.
extension World {
  func schema(
    _ name: String = "interactions", _ text: String = SchemaText.interactions,
    domain: Domain? = nil
  ) throws -> String {
    let response = try call { plane, context in
      try plane.createSchema(
        CreateSchemaRequest(name: name, schema: text, domain: domain), context)
    }
    return try #require(response.schemaArn)
  }

  func group(_ name: String = "shop", domain: Domain? = nil) throws -> String {
    let response = try call { plane, context in
      try plane.createDatasetGroup(
        CreateDatasetGroupRequest(name: name, domain: domain), context)
    }
    try settle()
    return try #require(response.datasetGroupArn)
  }

  func dataset(
    inGroup group: String, type: String = "Interactions", schema: String
  ) throws -> String {
    let response = try call { plane, context in
      try plane.createDataset(
        CreateDatasetRequest(
          name: "set", schemaArn: schema, datasetGroupArn: group, datasetType: type), context)
    }
    try settle()
    return try #require(response.datasetArn)
  }

  func importJob(
    _ name: String = "first", dataset: String, mode: ImportMode? = nil
  ) throws -> String {
    let response = try call { plane, context in
      try plane.createDatasetImportJob(importRequest(name, dataset, mode), context)
    }
    return try #require(response.datasetImportJobArn)
  }

  func importRequest(
    _ name: String, _ dataset: String, _ mode: ImportMode? = nil,
    location: String? = "s3://bucket/interactions.csv"
  ) -> CreateDatasetImportJobRequest {
    CreateDatasetImportJobRequest(
      jobName: name, datasetArn: dataset, dataSource: DataSource(dataLocation: location),
      roleArn: "arn:aws:iam::111122223333:role/Personalize", importMode: mode)
  }

  func solution(_ name: String = "for-you", inGroup group: String) throws -> String {
    let response = try call { plane, context in
      try plane.createSolution(solutionRequest(name, group), context)
    }
    try settle()
    return try #require(response.solutionArn)
  }

  func solutionRequest(
    _ name: String, _ group: String, recipe: String? = "aws-user-personalization"
  ) -> CreateSolutionRequest {
    CreateSolutionRequest(
      name: name, recipeArn: recipe.map { "arn:aws:personalize:::recipe/\($0)" },
      datasetGroupArn: group)
  }

  /// A version that is still CREATE PENDING.
  func pendingVersion(of solution: String, name: String? = nil) throws -> String {
    let response = try call { plane, context in
      try plane.createSolutionVersion(
        CreateSolutionVersionRequest(name: name, solutionArn: solution), context)
    }
    return try #require(response.solutionVersionArn)
  }

  func version(of solution: String) throws -> String {
    let arn = try pendingVersion(of: solution)
    try settle()
    return arn
  }

  func campaign(_ name: String = "home", version: String) throws -> String {
    let response = try call { plane, context in
      try plane.createCampaign(
        CreateCampaignRequest(name: name, solutionVersionArn: version), context)
    }
    try settle()
    return try #require(response.campaignArn)
  }

  func tracker(inGroup group: String) throws -> String {
    let response = try call { plane, context in
      try plane.createEventTracker(
        CreateEventTrackerRequest(name: "tracker", datasetGroupArn: group), context)
    }
    try settle()
    return try #require(response.eventTrackerArn)
  }
}

$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

@idempotent
operation CreateCampaign {
    input: CreateCampaignRequest
    output: CreateCampaignResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceAlreadyExistsException
        LimitExceededException
        ResourceInUseException
        TooManyTagsException
    ]
}

structure CreateCampaignRequest {
    @required
    name: Name

    @required
    solutionVersionArn: Arn

    minProvisionedTPS: TransactionsPerSecond

    campaignConfig: CampaignConfig

    tags: Tags
}

structure CreateCampaignResponse {
    campaignArn: Arn
}

@idempotent
operation DescribeCampaign {
    input: DescribeCampaignRequest
    output: DescribeCampaignResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

structure DescribeCampaignRequest {
    @required
    campaignArn: Arn
}

structure DescribeCampaignResponse {
    campaign: Campaign
}

@idempotent
operation ListCampaigns {
    input: ListCampaignsRequest
    output: ListCampaignsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

structure ListCampaignsRequest {
    solutionArn: Arn
    nextToken: NextToken
    maxResults: MaxResults
}

structure ListCampaignsResponse {
    campaigns: Campaigns
    nextToken: NextToken
}

@idempotent
operation UpdateCampaign {
    input: UpdateCampaignRequest
    output: UpdateCampaignResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure UpdateCampaignRequest {
    @required
    campaignArn: Arn

    solutionVersionArn: Arn

    minProvisionedTPS: TransactionsPerSecond

    campaignConfig: CampaignConfig
}

structure UpdateCampaignResponse {
    campaignArn: Arn
}

@idempotent
operation DeleteCampaign {
    input: DeleteCampaignRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure DeleteCampaignRequest {
    @required
    campaignArn: Arn
}

structure Campaign {
    name: Name
    campaignArn: Arn
    solutionVersionArn: Arn
    minProvisionedTPS: TransactionsPerSecond
    campaignConfig: CampaignConfig
    status: Status
    failureReason: FailureReason
    creationDateTime: Date
    lastUpdatedDateTime: Date
    latestCampaignUpdate: CampaignUpdateSummary
}

structure CampaignConfig {
    itemExplorationConfig: HyperParameters
    enableMetadataWithRecommendations: Boolean
    syncWithLatestSolutionVersion: Boolean
    rankingInfluence: RankingInfluence
}

structure CampaignSummary {
    name: Name
    campaignArn: Arn
    status: Status
    creationDateTime: Date
    lastUpdatedDateTime: Date
    failureReason: FailureReason
}

structure CampaignUpdateSummary {
    solutionVersionArn: Arn
    minProvisionedTPS: TransactionsPerSecond
    campaignConfig: CampaignConfig
    status: Status
    failureReason: FailureReason
    creationDateTime: Date
    lastUpdatedDateTime: Date
}

@length(max: 100)
list Campaigns {
    member: CampaignSummary
}

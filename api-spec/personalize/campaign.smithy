$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn
use com.amazonaws.personalize.common#Date
use com.amazonaws.personalize.common#Name

/// Deploys a solution version, so that it answers requests in real time.
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

/// What a campaign is to be.
structure CreateCampaignRequest {
    @required
    name: Name

    /// A version, or `.../$LATEST` to follow the newest.
    @required
    solutionVersionArn: Arn

    /// Kept for the sake of clients; throughput does not depend on it.
    minProvisionedTPS: TransactionsPerSecond

    campaignConfig: CampaignConfig

    tags: Tags
}

/// The campaign that is being created.
structure CreateCampaignResponse {
    campaignArn: Arn
}

/// Tells about a campaign, its state and its latest update.
@idempotent
operation DescribeCampaign {
    input: DescribeCampaignRequest
    output: DescribeCampaignResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
    ]
}

/// Which campaign to tell about.
structure DescribeCampaignRequest {
    @required
    campaignArn: Arn
}

/// The campaign.
structure DescribeCampaignResponse {
    campaign: Campaign
}

/// Lists campaigns, of one solution if asked.
@idempotent
operation ListCampaigns {
    input: ListCampaignsRequest
    output: ListCampaignsResponse
    errors: [
        InvalidInputException
        InvalidNextTokenException
    ]
}

/// Which campaigns to list, and how many.
structure ListCampaignsRequest {
    solutionArn: Arn

    /// Where to go on; from the answer before.
    nextToken: NextToken

    /// How many to return at most.
    maxResults: MaxResults
}

/// A page of campaigns.
structure ListCampaignsResponse {
    campaigns: Campaigns

    /// Where to go on; from the answer before.
    nextToken: NextToken
}

/// Changes what a campaign serves or how; until that is done it goes on as before.
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

/// What to change in which campaign.
structure UpdateCampaignRequest {
    @required
    campaignArn: Arn

    /// A version, or `.../$LATEST` to follow the newest.
    solutionVersionArn: Arn

    minProvisionedTPS: TransactionsPerSecond

    campaignConfig: CampaignConfig
}

/// The campaign that is being changed.
structure UpdateCampaignResponse {
    campaignArn: Arn
}

/// Deletes a campaign; its solution version stays.
@idempotent
operation DeleteCampaign {
    input: DeleteCampaignRequest
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

/// Which campaign to delete.
structure DeleteCampaignRequest {
    @required
    campaignArn: Arn
}

/// A deployed solution version.
structure Campaign {
    name: Name

    campaignArn: Arn

    solutionVersionArn: Arn

    minProvisionedTPS: TransactionsPerSecond

    campaignConfig: CampaignConfig

    status: Status

    /// Why it failed; only then.
    failureReason: FailureReason

    creationDateTime: Date

    lastUpdatedDateTime: Date

    /// Absent until the campaign is updated for the first time.
    latestCampaignUpdate: CampaignUpdateSummary
}

/// How a campaign explores, what it returns and which version it follows.
structure CampaignConfig {
    /// `explorationWeight` (0 to 1) and `explorationItemAgeCutOff` (days), as text.
    itemExplorationConfig: HyperParameters

    /// Whether requests may ask for columns of the items.
    enableMetadataWithRecommendations: Boolean

    /// Whether a newer version replaces the old one by itself; needs `$LATEST`.
    syncWithLatestSolutionVersion: Boolean

    /// How much popularity and freshness count, from 0 to 1.
    rankingInfluence: RankingInfluence
}

/// What a list tells of a campaign.
structure CampaignSummary {
    name: Name

    campaignArn: Arn

    status: Status

    creationDateTime: Date

    lastUpdatedDateTime: Date

    /// Why it failed; only then.
    failureReason: FailureReason
}

/// The latest change of a campaign.
structure CampaignUpdateSummary {
    solutionVersionArn: Arn

    minProvisionedTPS: TransactionsPerSecond

    campaignConfig: CampaignConfig

    status: Status

    /// Why it failed; only then.
    failureReason: FailureReason

    creationDateTime: Date

    lastUpdatedDateTime: Date
}

@length(max: 100)
list Campaigns {
    member: CampaignSummary
}

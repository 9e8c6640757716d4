$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn

operation ListTagsForResource {
    input: ListTagsForResourceRequest
    output: ListTagsForResourceResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

structure ListTagsForResourceRequest {
    @required
    resourceArn: Arn
}

structure ListTagsForResourceResponse {
    tags: Tags
}

operation TagResource {
    input: TagResourceRequest
    output: TagResourceResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        TooManyTagsException
        ResourceInUseException
        LimitExceededException
    ]
}

structure TagResourceRequest {
    @required
    resourceArn: Arn

    @required
    tags: Tags
}

structure TagResourceResponse {}

operation UntagResource {
    input: UntagResourceRequest
    output: UntagResourceResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        TooManyTagKeysException
        ResourceInUseException
    ]
}

structure UntagResourceRequest {
    @required
    resourceArn: Arn

    @required
    tagKeys: TagKeys
}

structure UntagResourceResponse {}

structure Tag {
    @required
    tagKey: TagKey

    @required
    tagValue: TagValue
}

@sensitive
@length(min: 1, max: 128)
@pattern("^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$")
string TagKey

@length(min: 0, max: 200)
list TagKeys {
    member: TagKey
}

@sensitive
@length(min: 0, max: 256)
@pattern("^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$")
string TagValue

@length(min: 0, max: 200)
list Tags {
    member: Tag
}

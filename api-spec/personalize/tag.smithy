$version: "2"

namespace com.amazonaws.personalize

use com.amazonaws.personalize.common#Arn

/// Lists the tags of a resource.
operation ListTagsForResource {
    input: ListTagsForResourceRequest
    output: ListTagsForResourceResponse
    errors: [
        InvalidInputException
        ResourceNotFoundException
        ResourceInUseException
    ]
}

/// Whose tags to list.
structure ListTagsForResourceRequest {
    @required
    resourceArn: Arn
}

/// All tags of the resource.
structure ListTagsForResourceResponse {
    tags: Tags
}

/// Adds tags to a resource; a key that is there already gets the new value.
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

/// Which tags to add to which resource.
structure TagResourceRequest {
    @required
    resourceArn: Arn

    @required
    tags: Tags
}

/// Nothing: the tags are there.
structure TagResourceResponse {}

/// Removes tags from a resource by their keys.
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

/// Which tags to remove from which resource.
structure UntagResourceRequest {
    @required
    resourceArn: Arn

    @required
    tagKeys: TagKeys
}

/// Nothing: the tags are gone.
structure UntagResourceResponse {}

/// A key and its value, attached to a resource.
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

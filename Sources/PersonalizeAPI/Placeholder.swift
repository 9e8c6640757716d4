enum PersonalizeAPIPlaceholder {}

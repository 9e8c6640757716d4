enum AWSSigningPlaceholder {}

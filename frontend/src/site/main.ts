// The behaviour of every page: small additions to what already works without it.

"""The pages of ateliers."""

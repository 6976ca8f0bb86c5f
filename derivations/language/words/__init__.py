"""The words of the claim language, one theme a file; a file registers its words when it is imported."""

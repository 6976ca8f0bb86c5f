"""The words of the claim language for indexed values, one theme a file."""

"""Points and failures of statements about matrices of every size."""

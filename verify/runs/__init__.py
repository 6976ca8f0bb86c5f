"""From files to verdicts: reading, workers, progress, and the replay of certificates."""

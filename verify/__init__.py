"""The claims and the verdicts on them. Nothing imports this package; it imports `derivations`, `numeric` and `reports`."""

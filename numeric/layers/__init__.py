"""The three passes through a network at fixed parameters, feature-major: arrays are ``(features, samples)``, every row contiguous.

For one column at a time there is a second set of them with samples first in memory (`numeric.layers.samples_first`).
"""

"""The three passes through a network at fixed parameters, feature-major: arrays are ``(features, samples)``, every row contiguous."""

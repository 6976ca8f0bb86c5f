"""The accuracy of the committed kernels, measured and written to docs/accuracy.md."""

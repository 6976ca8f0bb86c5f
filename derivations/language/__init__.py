"""The claim language: safe syntax, types, kinds, vocabulary, and the translation of a checked expression into values."""

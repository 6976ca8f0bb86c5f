"""Generated functions of the losses that networks are trained with: ``python -m derivations.codegen`` writes them, never by hand."""

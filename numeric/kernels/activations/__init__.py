"""Generated functions of one array: the activations that the layers of a network call. ``python -m derivations.codegen`` writes them."""

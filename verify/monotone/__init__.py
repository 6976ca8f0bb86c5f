"""Signs of functions of one number, from where they vanish and from the signs of their derivatives."""

"""The logistic function; its derivatives are polynomials in its value."""

from numeric.activations.activation import Activation
from numeric.kernels.activations import sigmoid

ACTIVATION = Activation.generated(sigmoid, fan=4.0)

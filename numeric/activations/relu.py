"""The maximum with zero. At zero its derivative from the left, 0, is taken; the second derivative is 0 almost everywhere."""

from numeric.activations.activation import Activation
from numeric.kernels.activations import relu

ACTIVATION = Activation.generated(relu, smooth=False, fan=2.0)

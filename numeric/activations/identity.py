"""The identity: outputs that are linear in the last layer."""

from numeric.activations.activation import Activation
from numeric.kernels.activations import identity

ACTIVATION = Activation.generated(identity, linear=True)

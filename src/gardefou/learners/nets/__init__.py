"""Neural nets: settings, inputs, the training loop, and a forward pass in plain numpy."""

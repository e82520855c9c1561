"""A verdict as HTML, text or JSON; computes nothing."""

"""Letter M: overfit, fragile, miscalibrated, unreadable."""

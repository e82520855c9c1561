"""What it cost: time, memory, energy, carbon, money; each marked measured or estimated."""

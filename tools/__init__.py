"""What runs on a computer, not on the pad."""

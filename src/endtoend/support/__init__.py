"""What the end-to-end tests share: an Exact Online to steer, an installation to use, and the comparison with the truth."""

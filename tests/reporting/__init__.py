"""Reports, and what is made from them."""

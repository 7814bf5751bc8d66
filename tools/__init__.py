"""What is run by hand, once in a while, to make a file that is kept."""

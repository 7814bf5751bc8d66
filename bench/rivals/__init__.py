"""What others do with the same quiz, each in a process of its own. Their libraries are in bench/rivals.txt."""

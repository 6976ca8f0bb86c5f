"""What a person reads: plain records in, text out. Knows no mathematics and imports none of the three other packages."""

"""What was decided, as plain data and as text for readers: records, steps, stories and lists."""

"""What is wrong with a document before anything is checked: names, shapes, families, suggested instances."""

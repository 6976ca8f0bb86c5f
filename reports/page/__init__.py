"""What the page shows, worked out before the template: anchors, the outline, formulas, digits, cards."""

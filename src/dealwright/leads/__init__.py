"""Those who may become customers: capture, contact, disqualify. Qualifying belongs to `opportunities`, which makes the deal."""

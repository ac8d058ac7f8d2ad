"""What is sold and for how much: units, products, price lists. `pricing` computes; it knows no database."""

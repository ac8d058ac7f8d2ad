"""Which records are the same: comparing, weighing (Fellegi and Sunter), and the pairs that people look through.

The core (`normal`, `likeness`, `comparing`, `blocking`, `weighing`, `clusters`, `engine`) is pure and knows neither
Django nor records; what the contexts compare, and where it is kept, is beside it.
"""

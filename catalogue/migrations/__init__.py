"""The steps from an older catalogue to today's; `catalogue.migrate` takes them."""

"""A question's way out: understand, retrieve, draft, verify."""

"""Live services, against a server on this machine."""

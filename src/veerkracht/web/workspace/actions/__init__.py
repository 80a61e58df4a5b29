"""What people change in the workspace: each act says who may, whether it may now, changes, and writes it down."""

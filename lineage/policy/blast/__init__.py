"""What could leave through something that was lost, and what to remove so that nothing more can."""

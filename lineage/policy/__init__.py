"""Rights, classifications, acceptances and rules; composes analysis into answers and findings."""

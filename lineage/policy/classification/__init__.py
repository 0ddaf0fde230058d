"""What a field holds by what is known of it: its name, label, texts, type, mask and choices. It only adds; it never says `nothing`."""

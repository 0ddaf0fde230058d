"""How questions travel to an org and answers come back: what may be sent, how long is waited, what an answer means."""

"""The doors over HTTP: partners' REST and the agents' uplink."""

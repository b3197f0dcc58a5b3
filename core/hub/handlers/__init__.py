"""What the hub itself does about a message: alerts, publications, agents' notices."""

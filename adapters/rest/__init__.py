"""Partners' own REST APIs, by configuration: what we fetch there and what we send."""

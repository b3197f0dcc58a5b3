"""Partners' web services: any WSDL, kept as a copy, called by configuration."""

"""The partners' door in SOAP: /soap/v1, with its WSDL, over the same intake as the door in REST."""

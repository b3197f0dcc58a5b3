"""OpenTelemetry: spans to a collector, as an option."""

"""What goes over the wire: event streams, JSON Schema, JSON pointers."""

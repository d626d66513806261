COMPARED = "crosswire_compared"

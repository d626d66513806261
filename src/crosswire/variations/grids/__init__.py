"""Grids: the forms of every field and frame of an answer, generated from what the writers of the shapes write.

- `samples`: what an answer can be about, with a sample of each;
- `fields`: the fields of a payload;
- `field_forms`, `frame_forms`: the forms of a field, and of a frame;
- `choice_forms`: the forms of an answer with a second choice;
- `payload_forms`: a form of a field, as a change of a recorded answer;
- `enumeration`: all forms of all fields that the samples have;
- `judged`: the forms whose right outcome clients agree about. `scripts/measure_forms.py` makes it.
"""

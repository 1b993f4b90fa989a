//! Facts of AWS, each with its source.

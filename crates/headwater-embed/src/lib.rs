//! The sentence model of Headwater: weights, tokenizer, forward pass.

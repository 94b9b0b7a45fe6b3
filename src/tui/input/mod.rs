//! What comes from the keyboard, made into keys and texts the face can use.

pub mod fold;

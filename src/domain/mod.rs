//! Floor 1: what the desk keeps, and the rules of each thing. Pure: `now` and other records come as arguments.
//!
//! A register is one file here and nothing elsewhere. No clock, no files, no threads, no sled, no terminal.

pub mod access_card;
pub mod consent;
pub mod defect;
pub mod demo;
pub mod desk;
pub mod fault;
pub mod file_document;
pub mod follow_up;
pub mod handover;
pub mod home_visit;
pub mod identity;
pub mod ids;
pub mod kept;
pub mod key;
pub mod mandate;
pub mod map;
pub mod meter_reading;
pub mod moment;
pub mod note;
pub mod occupancy;
pub mod other_name;
pub mod person;
pub mod pet;
pub mod phone;
pub mod place;
pub mod posts;
pub mod privacy;
pub mod procedure;
pub mod promise;
pub mod quality;
pub mod register;
pub mod relation;
pub mod report;
pub mod request;
pub mod roll;
pub mod room_text;
pub mod settings;
pub mod staff;
pub mod task;
pub mod team;
pub mod value;
pub mod vehicle;
pub mod visit;

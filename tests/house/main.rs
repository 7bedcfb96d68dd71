//! The rules of this repository that a compiler does not hold: who may use whom, and how files look.

mod files;
mod layers;
mod paths;
mod text;

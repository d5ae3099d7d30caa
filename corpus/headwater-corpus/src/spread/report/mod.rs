//! Ways to show a spread, one a file.
